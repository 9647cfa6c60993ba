"""What the demo's workers write. All of it is invented, and none of it about anybody."""

from hubtui.domain.case import Need

SITUATIONS: dict[Need, tuple[str, ...]] = {
    Need.HOUSING: (
        "Gave up a room when he came in. No address to go to.",
        "Sofa at a cousin's before custody; not welcome back.",
        "Shared house, two weeks behind with the rent.",
    ),
    Need.ETE: (
        "Worked in a warehouse until last spring. Forklift ticket has run out.",
        "No work since school. Wants to try painting and decorating.",
        "Level 1 English done here; waiting for maths.",
    ),
    Need.FINANCE: (
        "Two catalogue debts and a council tax bill, letters unopened.",
        "No bank account. Paid in cash before.",
        "Universal Credit stopped when he came in; advance still owed.",
    ),
    Need.COMMUNITY_LINK: (
        "Speaks to his sister on Sundays. Nobody else.",
        "Would like to see his daughter; contact through a solicitor.",
        "Used to play five-a-side. Knows nobody where he is going.",
    ),
}
DONE = (
    "Went through the form line by line. He filled in the second half himself.",
    "Rang the office with him; they want proof of his last address.",
    "Looked at three adverts together and ruled one out: too far by bus.",
    "Talked about what to say about his conviction. Practised it twice.",
    "Wrote down what comes in and what goes out in a week. He was surprised by the phone bill.",
    "Agreed what he will do before we meet again and wrote it on his copy.",
    "He brought the letters. Sorted them into three piles and answered the oldest.",
    "Checked the address with the landlord; viewing can be by video.",
    "He had done his part and asked for more to do.",
    "Short meeting; he was called to the workshop. Covered the appointment letter.",
)
RESPONSES = (
    "Talked more than last time.",
    "Quiet, but stayed to the end.",
    "Pleased with the answer.",
    "Worried about the first week out.",
)
NEXT_STEPS = (
    "I ring the council; he asks his sister for the letter.",
    "Bring the bank's form.",
    "He reads the leaflet, I print the map.",
    "Look at courses that start next month.",
)
MISSED = (
    "On the list for gym at the same time.",
    "Did not come down; the wing says he was asleep.",
    "No answer at the door.",
    "Bus did not come, he says.",
)
CALLED_OFF = ("Wing locked down until noon.", "No escort to the interview room.", "Roll check ran over.")
WORK = (
    ("call", "Council housing team", "Left a message, they ring back tomorrow."),
    ("letter", "Credit union", "Asked for an account that can be opened before release."),
    ("liaison", "Resettlement team", "Agreed who sends the address form."),
    ("referral", "Furniture project", "Place on the list from the week of release."),
    ("research", "Training provider", "Start dates and bus times noted."),
)
TASKS = (
    "Ask the council for the date of the assessment",
    "Send the employer the disclosure letter",
    "Get the birth certificate ordered",
    "Find out the balance of the court fine",
)
TASK_RESULTS = (
    "Done; the date is on his copy.",
    "Answer came by letter, he has it.",
    "Ordered, ten working days.",
)
NOTES = (
    "Saw him on the landing; he asked about the course and knows the date.",
    "Personal officer says he has settled since the move.",
    "His sister rang: she can have him for the first weekend.",
)
TRIGGERS = ("Alcohol and arguments at home.", "Debt on the wing.", "Being turned away without an answer.")
