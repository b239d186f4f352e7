"""Battles of a table forecast: each made, fought many times, and told as chances and quantiles."""
