"""What client and server say to each other, written once for both ends (hubtui sync v1)."""
