"""What the replay in a run's page plays, and the ground it is played on."""
