"""What runs beside the screens while somebody works: housekeeping, uploads, and the wiring of it all."""
