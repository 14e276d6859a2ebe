"""The cast. Seeds were chosen by `search.py`, parts by `recast.py`, so that the embedders see strangers; names are invented."""

from .person import Person

CAST = (
    Person("ines", "female", 28, "caucasian", 312, "long", "brown", "green",
           parts={"forehead": 77568, "traits": 32973, "nose": 14416, "eyes": 31183, "macrodetails": 22521, "eyebrows": 62509,
                  "cheek": 80500}),
    Person("tomas", "male", 33, "caucasian", 273, "side", "blond", "blue", "stubble"),
    Person("amara", "female", 40, "african", 26, "afro", "black", "black",
           parts={"eyebrows": 1180, "macrodetails": 53814, "chin": 9150, "nose": 41, "mouth": 40920}),
    Person("kofi", "male", 54, "african", 131, "buzz", "black", "brown", "full", grey=0.25,
           parts={"chin": 82123, "cheek": 95046, "head": 23681, "macrodetails": 30303}),
    Person("mei", "female", 23, "asian", 180, "bob", "black", "brown"),
    Person("haru", "male", 37, "asian", 325, "crew", "black", "black",
           parts={"forehead": 48519, "eyebrows": 94864, "eyes": 31183, "chin": 91908, "head": 98073, "neck": 82682,
                  "macrodetails": 76851, "nose": 48221, "cheek": 39626}),
    Person("greta", "female", 64, "caucasian", 206, "wavy", "grey", "blue",
           parts={"chin": 80236, "macrodetails": 80505, "head": 85522}),
    Person("viktor", "male", 61, "caucasian", 103, "fringe", "white", "grey", "moustache"),
)


def cast(targets) -> dict[str, Person]:
    """Everybody, drawn from their seeds."""
    return {p.name: p.draw(list(targets)) for p in CAST}
