package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonScanner;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Labels;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.text.LineBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * A sample whose texts stay in the bytes of its line until they are wanted.
 *
 * @param block
 *            the lines
 * @param of
 *            where the samples are in them
 * @param places
 *            the places of {@code of}, in the heap
 * @param rank
 *            of the sample in the block
 */
record LineSample(LineBlock block, BlockIndex of, int[] places, int rank, DefaultIds defaultIds)
        implements
            SampleText {

    private int place(int column) {
        return places[rank * of.stride() + column];
    }

    private int output(String generator) {
        int column = of.generators().indexOf(generator);
        return column < 0 ? BlockIndex.NOTHING : place(BlockIndex.FIELDS + column);
    }

    private long line() {
        return of.linesBefore() + place(BlockIndex.LINE) + 1;
    }

    @Override
    public int index() {
        return of.firstSample() + rank;
    }

    private SampleId id() {
        int place = place(BlockIndex.ID);
        return place == BlockIndex.NOTHING ? defaultIds.of(block.input(), line()) : id(block.bytes(), place);
    }

    /** The id that begins at {@code place}. */
    static SampleId id(byte[] bytes, int place) {
        return bytes[place] == '"'
                ? new SampleId(JsonScanner.text(bytes, place), false)
                : new SampleId(new String(bytes, place, number(bytes, place), StandardCharsets.ISO_8859_1), true);
    }

    /** How many bytes the number at {@code place} has. */
    private static int number(byte[] bytes, int place) {
        var json = new JsonScanner();
        json.start(bytes, place);
        json.number();
        return json.at() - place;
    }

    /** The outputs that begin at {@code place}: a string, null, or a list of them. */
    static List<String> repeats(byte[] bytes, int place) {
        if (place == BlockIndex.NULL) {
            return Collections.singletonList(null);
        }
        if (bytes[place] == '"') {
            return Collections.singletonList(JsonScanner.text(bytes, place));
        }
        var repeats = new ArrayList<String>();
        var json = new JsonScanner();
        json.start(bytes, place + 1);
        do {
            json.space();
            repeats.add(json.peek() == '"' ? JsonScanner.text(bytes, json.at()) : null);
            json.value();
        } while (json.take(','));
        return Collections.unmodifiableList(repeats);
    }

    @Override
    public Sample sample() {
        Map<String, List<String>> generations = LinkedHashMap.newLinkedHashMap(of.generators().size());
        for (int column = 0; column < of.generators().size(); column++) {
            int place = place(BlockIndex.FIELDS + column);
            if (place != BlockIndex.NOTHING) {
                generations.put(of.generators().get(column), repeats(block.bytes(), place));
            }
        }
        int input = place(BlockIndex.INPUT);
        return new Sample(id(),
                input == BlockIndex.NOTHING ? Optional.empty() : Optional.of(JsonScanner.text(block.bytes(), input)),
                generations, Labels.NONE, Map.of(), block.input().name() + ":" + line());
    }

    @Override
    public void writeId(JsonGenerator json) {
        int place = place(BlockIndex.ID);
        if (place != BlockIndex.NOTHING && block.bytes()[place] == '"') {
            writeText(json, place);
        } else {
            JsonText.write(json, id());
        }
    }

    @Override
    public void writeOutput(JsonGenerator json, String generator, Predicate<String> says) {
        int place = output(generator);
        if (place == BlockIndex.NOTHING || place == BlockIndex.NULL) {
            json.writeNull();
        } else if (block.bytes()[place] == '"') {
            writeText(json, place);
        } else {
            JsonText.write(json, SampleText.first(repeats(block.bytes(), place), says));
        }
    }

    /** Copies a string from JSON to JSON, byte for byte where that is the same. */
    private void writeText(JsonGenerator json, int place) {
        int length = JsonScanner.verbatim(block.bytes(), place);
        if (length < 0) {
            JsonText.write(json, JsonScanner.text(block.bytes(), place));
        } else {
            json.writeRawUTF8String(block.bytes(), place + 1, length);
        }
    }
}
