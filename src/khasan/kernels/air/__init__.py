"""Sorties, combats in the air, raids, and fire from the ground."""
