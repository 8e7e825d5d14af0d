package dev.smoothie.pipeline.formats;

import dev.smoothie.core.estimate.Families;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads families of generators from a file: a JSON array of families, each an array of names, as in
 * {@code [["a-7b", "a-13b"], ["b-1", "b-2"]]}.
 */
public final class FamiliesFile {
    private static final String EXPECTED = "expected a JSON array of families, each an array of names of generators, as in [[\"a-7b\", \"a-13b\"], [\"b-1\", \"b-2\"]]";

    private final Path file;

    private FamiliesFile(Path file) {
        this.file = file;
    }

    /**
     * Reads families of {@code generators}. A generator that no family names is a family of its own.
     *
     * @throws SmoothieException
     *             if the file cannot be read or is malformed, names an unknown generator or one twice, or leaves fewer
     *             than {@link Families#FEWEST} families
     */
    public static Families read(Path file, List<String> generators) {
        return new FamiliesFile(file).families(generators);
    }

    private Families families(List<String> generators) {
        var members = new ArrayList<List<Integer>>();
        Set<String> named = new HashSet<>();
        for (List<String> family : read()) {
            family.forEach(name -> check(name, generators, named));
            members.add(family.stream().map(generators::indexOf).sorted().toList());
        }
        for (int generator = 0; generator < generators.size(); generator++) {
            if (!named.contains(generators.get(generator))) {
                members.add(List.of(generator));
            }
        }
        if (members.size() < Families.FEWEST) {
            throw new SmoothieException("--families %s: leaves %d families of %d generators; at least %d are needed"
                    .formatted(file, members.size(), generators.size(), Families.FEWEST));
        }
        return new Families(members);
    }

    private void check(String name, List<String> generators, Set<String> named) {
        if (!generators.contains(name)) {
            throw new SmoothieException("--families %s: there is no generator \"%s\"; there are %s".formatted(file,
                    name, String.join(", ", generators)));
        }
        if (!named.add(name)) {
            throw new SmoothieException(
                    "--families %s: \"%s\" is named twice; a generator belongs to one family".formatted(file,
                            name));
        }
    }

    private List<List<String>> read() {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SmoothieException(
                    "--families %s: there is no such file; give auto, none or a file that exists".formatted(file), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new SmoothieException("--families %s: cannot read: %s".formatted(file, e.getMessage()), e);
        }
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            return families(json);
        } catch (JacksonException e) {
            throw new SmoothieException(
                    "--families %s: not JSON: %s; %s".formatted(file, e.getOriginalMessage(), EXPECTED), e);
        }
    }

    private List<List<String>> families(JsonParser json) {
        var found = new ArrayList<List<String>>();
        require(json.nextToken() == JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.START_ARRAY);
            var family = new ArrayList<String>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(json.currentToken() == JsonToken.VALUE_STRING);
                family.add(json.getString());
            }
            require(!family.isEmpty());
            found.add(family);
        }
        require(json.nextToken() == null);
        return found;
    }

    private void require(boolean holds) {
        if (!holds) {
            throw new SmoothieException("--families %s: %s".formatted(file, EXPECTED));
        }
    }
}
