package dev.smoothie.spark.frames;

/** The names of columns, which are those of the fields in our JSON Lines where there is one. */
public final class Columns {
    /** What a sample is called: any type; read and written as a string. */
    public static final String ID = "id";
    /** The text of the input: a string. */
    public static final String INPUT = "input";
    /** The outputs: a struct with a string for each generator, null where there is none. */
    public static final String GENERATIONS = "generations";
    /** The embedding of the input: an array of float or double. */
    public static final String INPUT_EMBEDDING = "input_embedding";
    /** The embeddings of the outputs: a struct with an array of float or double for each generator. */
    public static final String EMBEDDINGS = "embeddings";
    /** The generator that a sample is routed to: a string; null where there is no output. */
    public static final String MODEL = "model";
    /** The quality of all generators: a struct with a double for each. */
    public static final String QUALITY = "quality";
    /** The errors of all generators: a struct with a double for each, null where there is no estimate. */
    public static final String ERROR = "error";

    private Columns() {}
}
