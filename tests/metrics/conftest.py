"""The engines that measuring must give the same figures on, each where it is installed."""

import importlib.util
import shutil

import pytest

# Interpreted and in few pieces: the tables of tests are tiny, and to compile a program for each takes longer.
_SPARK = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@pytest.fixture(scope="session")
def pyspark():
    """The name of the engine, with one session for all tests: to start it takes longer than most of them."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed (requirements/spark.txt), so nothing was measured on it")
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java, which is not installed, so nothing was measured on it")
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional engine, slow to import

    builder = SparkSession.builder.master("local[2]")
    for key, value in _SPARK.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield "pyspark"
    session.stop()


@pytest.fixture(
    params=["polars", "duckdb", pytest.param("pyspark", marks=pytest.mark.spark)],
    scope="module",
)
def engine(request):
    name = request.param
    if name == "pyspark":
        return request.getfixturevalue("pyspark")
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed, so nothing was measured on it")
    return name
