package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonScanner;
import dev.smoothie.pipeline.text.LineBlock;
import java.util.Arrays;
import java.util.List;

import static dev.smoothie.pipeline.formats.BlockIndex.FIELDS;
import static dev.smoothie.pipeline.formats.BlockIndex.ID;
import static dev.smoothie.pipeline.formats.BlockIndex.INPUT;
import static dev.smoothie.pipeline.formats.BlockIndex.LINE;
import static dev.smoothie.pipeline.formats.BlockIndex.NOTHING;
import static dev.smoothie.pipeline.formats.BlockIndex.NULL;
import static dev.smoothie.pipeline.formats.BlockIndex.START;

/**
 * Finds the samples of a block of lines, and the places of their parts, without making texts of them. It understands
 * what {@link JsonLinesReader} does as long as the lines are as nearly all lines are; a block with any other line is
 * {@linkplain #isUnusual() unusual}, and is left to that class. For one thread.
 */
final class BlockScan {
    private static final int MOST_GENERATORS = 1 << 12;

    private final byte[] bytes;
    private final JsonScanner json = new JsonScanner();
    private final GeneratorColumns columns;
    /** The names of the fields of the samples, numbered like generators. */
    private final GeneratorColumns fields;
    private final FieldCounts fieldCounts = new FieldCounts();
    private int stride = FIELDS + 12;
    private int[] places;
    private long[] idHashes;
    private int[] mentionedIn = new int[stride - FIELDS];
    private int samples;
    private int lines;
    private boolean unusual;
    private boolean mentionsCosts;
    private boolean blanks;
    private int repeats;
    private boolean lists;
    private long outputs;
    private int withoutInput;
    private int firstWithoutInput = -1;
    private boolean ids;

    private BlockScan(LineBlock block) {
        this.bytes = block.bytes();
        this.columns = new GeneratorColumns(bytes);
        this.fields = new GeneratorColumns(bytes);
        int guess = 16 + block.length() / 256;
        this.places = new int[guess * stride];
        this.idHashes = new long[guess];
    }

    static BlockScan of(LineBlock block) {
        var scan = new BlockScan(block);
        scan.unusual = !scan.scan(block.length());
        scan.tighten();
        return scan;
    }

    private boolean scan(int length) {
        for (int at = 0; at < length;) {
            byte next = bytes[at];
            if (next == '\n') {
                lines++;
                at++;
            } else if (next == ' ' || next == '\t' || next == '\r') {
                at++;
            } else {
                json.start(bytes, at);
                if (!sample(at) || !json.take('\n')) {
                    return false;
                }
                lines++;
                at = json.at();
            }
        }
        return true;
    }

    private boolean sample(int at) {
        if ((samples + 1) * stride > places.length) {
            places = Arrays.copyOf(places, Math.multiplyExact(2, places.length));
        }
        if (samples == idHashes.length) {
            idHashes = Arrays.copyOf(idHashes, Math.multiplyExact(2, samples));
        }
        int row = samples++ * stride;
        places[row + START] = at;
        places[row + LINE] = lines;
        fieldCounts.begin();
        fields.begin();
        if (!json.take('{')) {
            return false;
        }
        if (json.take('}')) {
            return noteWithoutInput();
        }
        int mark = json.beginKeys();
        boolean embedded = false;
        do {
            // A key with escapes may be one of ours.
            if (!json.key() || json.keyEscaped() || !json.remember(mark)) {
                return false;
            }
            if (fields.names().size() < FieldCounts.MOST) {
                fieldCounts.see(fields.of(json.keyFrom(), json.keyTo(), false));
            }
            boolean understood;
            if (json.keyIs("generations")) {
                understood = generations();
                row = (samples - 1) * stride;
            } else if (json.keyIs("id")) {
                understood = id(row);
            } else if (json.keyIs("input")) {
                understood = embedded ? skipText() : input(row);
            } else if (json.keyIs("embedding_input")) {
                int before = places[row + INPUT];
                understood = input(row);
                embedded = places[row + INPUT] != NOTHING;
                places[row + INPUT] = embedded ? places[row + INPUT] : before;
            } else {
                mentionsCosts |= json.keyIs("cost");
                understood = json.value();
            }
            if (!understood) {
                return false;
            }
        } while (json.take(','));
        json.endKeys(mark);
        return json.take('}') && (places[row + INPUT] != NOTHING || noteWithoutInput());
    }

    private boolean noteWithoutInput() {
        if (withoutInput++ == 0) {
            firstWithoutInput = samples - 1;
        }
        return true;
    }

    private boolean id(int row) {
        int at = json.at();
        byte first = json.peek();
        if (first == 'n') {
            return json.literal("null");
        }
        if (first == '"' ? !json.string() : !json.number()) {
            return false;
        }
        places[row + ID] = at;
        idHashes[samples - 1] = first == '"' ? hash(at) : IdCheck.hash(bytes, at, json.at());
        ids = true;
        return true;
    }

    private long hash(int at) {
        int from = at + 1;
        int to = json.at() - 1;
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0 || bytes[i] == '\\') {
                return IdCheck.hash(JsonScanner.text(bytes, at));
            }
        }
        return IdCheck.hash(bytes, from, to);
    }

    private boolean input(int row) {
        int at = json.at();
        boolean text = json.peek() == '"';
        places[row + INPUT] = text ? at : NOTHING;
        return text ? json.string() : json.literal("null");
    }

    private boolean skipText() {
        return json.peek() == '"' ? json.string() : json.literal("null");
    }

    private boolean generations() {
        if (json.peek() == 'n') {
            return json.literal("null");
        }
        if (!json.take('{')) {
            return false;
        }
        if (json.take('}')) {
            return true;
        }
        columns.begin();
        do {
            if (!json.key()) {
                return false;
            }
            int column = columns.of(json.keyFrom(), json.keyTo(), json.keyEscaped());
            if (column < 0 || column >= MOST_GENERATORS || !mention(column) || !output(column)) {
                return false;
            }
        } while (json.take(','));
        return json.take('}');
    }

    /** Notes that the sample mentions a generator. Returns false if it did before. */
    private boolean mention(int column) {
        if (column == mentionedIn.length) {
            widen();
        }
        boolean again = mentionedIn[column] == samples;
        mentionedIn[column] = samples;
        return !again;
    }

    /** Makes room for more generators. */
    private void widen() {
        int wider = FIELDS + 2 * mentionedIn.length;
        int[] wide = new int[Math.multiplyExact(places.length / stride, wider)];
        for (int sample = 0; sample < samples; sample++) {
            System.arraycopy(places, sample * stride, wide, sample * wider, stride);
        }
        places = wide;
        stride = wider;
        mentionedIn = Arrays.copyOf(mentionedIn, stride - FIELDS);
    }

    private boolean output(int column) {
        int at = json.at();
        int place = (samples - 1) * stride + FIELDS + column;
        repeats = Math.max(repeats, 1);
        byte first = json.peek();
        places[place] = first == 'n' ? NULL : at;
        outputs += first == '"' ? 1 : 0;
        lists |= first == '[';
        return first == '"' ? text() : first == '[' ? list() : json.literal("null");
    }

    /** Goes past a text, and sees whether it is blank. */
    private boolean text() {
        int at = json.at();
        boolean whole = json.string();
        if (whole && !blanks && mayBeBlank(bytes[at + 1])) {
            blanks = JsonScanner.text(bytes, at).isBlank();
        }
        return whole;
    }

    /** Whether a blank text can begin so: it ends at once, or begins with a space or an escape, in UTF-8. */
    private static boolean mayBeBlank(byte first) {
        return first == '"' || first == ' ' || first == '\\' || (first >= (byte) 0xE1 && first <= (byte) 0xE3);
    }

    private boolean list() {
        int count = 0;
        json.step();
        do {
            json.space();
            if (json.peek() == '"' ? !text() : !json.literal("null")) {
                return false;
            }
            count++;
        } while (json.take(','));
        repeats = Math.max(repeats, count);
        return json.take(']');
    }

    /** Leaves out the columns and rows that are not used. */
    private void tighten() {
        int width = FIELDS + columns.names().size();
        for (int sample = 0; sample < samples && width < stride; sample++) {
            System.arraycopy(places, sample * stride, places, sample * width, width);
        }
        stride = width;
        places = Arrays.copyOf(places, samples * width);
    }

    /** Whether a line is malformed, or has something that this class does not understand. */
    boolean isUnusual() {
        return unusual;
    }

    int samples() {
        return samples;
    }

    /** How many lines the block has. */
    int lines() {
        return lines;
    }

    List<String> generators() {
        return columns.names();
    }

    /** The names of the fields of the samples, in the order of their numbers. */
    List<String> fields() {
        return fields.names();
    }

    /** How many samples have each field. */
    FieldCounts fieldCounts() {
        return fieldCounts;
    }

    /** {@code [samples, FIELDS + generators]}, see {@link BlockIndex}. */
    int[] places() {
        return places;
    }

    int place(int sample, int column) {
        return places[sample * stride + column];
    }

    /** Whether any sample has an id of its own. */
    boolean hasIds() {
        return ids;
    }

    /** The {@link IdCheck#hash} of a sample's id, if it has one of its own. */
    long idHash(int sample) {
        return idHashes[sample];
    }

    /** Whether any output is blank. */
    boolean hasBlanks() {
        return blanks;
    }

    boolean mentionsCosts() {
        return mentionsCosts;
    }

    /** The largest number of outputs that a generator has for one sample; 0 if no sample mentions one. */
    int repeats() {
        return repeats;
    }

    /** Whether every sample has exactly one output of each generator of the block. */
    boolean isComplete() {
        return !lists && outputs == (long) samples * columns.names().size();
    }

    int withoutInput() {
        return withoutInput;
    }

    /** The first sample without an input, counted from the first of the block; -1 if all have one. */
    int firstWithoutInput() {
        return firstWithoutInput;
    }
}
