"""The app: the screens in their frame. It is handed what it needs and shows the first place."""

from typing import Any

from textual.screen import Screen

from hubtui.screens.host import Host


class HubtuiApp(Host):
    """The terminal app; `places` are what `G` leads to, the first of them being where it begins."""

    def start(self) -> str:
        """Run until it ends. Returns why: `quit`, `lock`, `hangup`, or `defect`."""
        return self.run(mouse=False) or "defect"

    def get_default_screen(self) -> Screen[Any]:
        """The first place."""
        return self.places[0].screen() if self.places else super().get_default_screen()
