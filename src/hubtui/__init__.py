"""hubtui: case records for people who help men through prison, the gate and the community."""

__version__ = "0.1.0"
