"""A synthetic cast: people who do not exist, with the truth known for every frame."""
