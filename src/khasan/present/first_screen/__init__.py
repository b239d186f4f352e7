"""The first screen of a battle's page: three sentences, the labelled map, and the model against the sources."""
