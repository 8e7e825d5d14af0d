package dev.smoothie.spark;

import org.apache.spark.sql.SparkSession;

/** One session of Spark with two threads in this process, for all tests. */
final class LocalSpark {
    static final SparkSession SESSION = SparkSession.builder().master("local[2]").appName("tests")
            .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "3")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir")).getOrCreate();

    private LocalSpark() {}
}
