#!/usr/bin/env python3
"""faiss over the vectors of a folder: a flat index, and HNSW graphs that look around further and further.

One thread.  Prints one JSON object: for every index the processor time of each query, the ten nearest
templates it found, and its memory.

    gallery.py FOLDER flat|graph
"""
import json
import sys
import time
from pathlib import Path

import faiss
import numpy as np

WIDTH = 256
NEAREST = 10
LINKS = 32
EF_CONSTRUCTION = 80
EF_SEARCH = (16, 64, 256, 1024, 4096)


def searched(name, index, probes, memory):
    """Processor time of every query on its own, after a warm-up."""
    for probe in probes[: len(probes) // 10]:
        index.search(probe[None], NEAREST)
    times, found = [], []
    for probe in probes:
        begun = time.thread_time_ns()
        _, ids = index.search(probe[None], NEAREST)
        times.append((time.thread_time_ns() - begun) / 1e6)
        found.append(ids[0].tolist())
    return {"name": name, "times_ms": times, "found": found, "memory_bytes": memory}


def main():
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    faiss.omp_set_num_threads(1)
    templates = np.fromfile(folder / "templates.f32", np.float32).reshape(-1, WIDTH)
    probes = np.fromfile(folder / "probes.f32", np.float32).reshape(-1, WIDTH)
    flat = faiss.IndexFlatIP(WIDTH)
    flat.add(templates)
    indexes = [searched("faiss flat", flat, probes, templates.nbytes)]
    del flat
    if kind == "graph":
        graph = faiss.IndexHNSWFlat(WIDTH, LINKS, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = EF_CONSTRUCTION
        graph.add(templates)
        # Every template has twice as many neighbours at the lowest level, and their places.
        memory = templates.nbytes + 2 * LINKS * 4 * len(templates)
        for ef in EF_SEARCH:
            graph.hnsw.efSearch = ef
            indexes.append(searched(f"faiss HNSW, ef {ef}", graph, probes, memory))
    print(json.dumps({"indexes": indexes}))


if __name__ == "__main__":
    main()
