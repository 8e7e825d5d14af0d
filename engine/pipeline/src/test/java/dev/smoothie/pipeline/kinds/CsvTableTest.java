package dev.smoothie.pipeline.kinds;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CsvTableTest {
    private static final String TWO = "{\"id\":\"q1\",\"input\":\"Why?\",\"generations\":{\"a\":\"x\",\"b\":\"y\"}}";

    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    private List<String> samples(String table) {
        return given.file("t.csv", table).read("t.csv").samples();
    }

    @Test
    void readsColumnsByTheirNames() {
        assertEquals(List.of(
                "{\"id\":1,\"dataset\":\"d\",\"input\":\"Why?\",\"generations\":{\"a\":\"x\",\"b\":\"y\"},\"scores\":{\"a\":1.0,\"b\":0.5},\"cost\":{\"a\":0.25},\"reference\":\"r\"}",
                "{\"id\":\"two\",\"dataset\":\"d\",\"input\":\"How?\",\"generations\":{\"a\":null,\"b\":\"z\"},\"scores\":{\"b\":0.0}}"),
                samples("""
                        score:b,id,generation:a,input,reference,generation:b,score:a,cost:a,dataset
                        0.5,1,x,Why?,r,y,true,0.25,d
                        0,two,,How?,,z,,,d
                        """));
    }

    @Test
    void cellsMayHaveSeparatorsQuotesAndLineBreaks() {
        assertEquals(List.of(
                "{\"id\":\"q1\",\"input\":\"a, b\",\"generations\":{\"a\":\"say \\\"x\\\"\\n\\nline\",\"b\":\"  y\"}}"),
                samples("id,input,generation:a,generation:b\n\nq1,\"a, b\",\"say \"\"x\"\"\n\nline\",  y\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "id,input,generation:a,generation:b\nq1,Why?,x,y\n",
            "id;input;generation:a;generation:b\r\nq1;Why?;x;y\r\n",
            "id\tinput\tgeneration:a\tgeneration:b\nq1\tWhy?\tx\ty",
            "id|input|generation:a|generation:b\nq1|Why?|x|y",
            "\uFEFFid,input,generation:a,generation:b\nq1,Why?,x,y\n",
            "\"id\",\"input\",\"generation:a\",\"generation:b\"\n\"q1\",\"Why?\",\"x\",\"y\"\n",
            "sep=;\nid;input;generation:a;generation:b\nq1;Why?;x;y\n",
            "id , input , generation:a , generation:b\nq1,Why?,x,y\n",
            "id,input,generation:a,generation:b,\nq1,Why?,x,y,\n",
            "id,input,generation:a,generation:b\rq1,Why?,x,y\r"
    })
    void readsTheFormsThatProgramsWrite(String table) {
        assertEquals(List.of(TWO), samples(table), table);
    }

    @Test
    void aTableIsKnownByItsHeaderAndNotByItsName() {
        given.file("t.txt", "id,input,generation:a,generation:b\nq1,Why?,x,y\n");
        assertEquals(List.of(TWO), given.read("t.txt").samples());
        given.file("t.bin",
                "\uFEFFid\tinput\tgeneration:a\tgeneration:b\nq1\tWhy?\tx\ty".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(List.of(TWO), given.read("t.bin").samples());
    }

    @Test
    void theUserSaysWhatColumnsAre() {
        given.file("t.csv", "no,q,answer one,\"a,b\",points\nq1,Why?,x,y,3\n");
        assertEquals(List.of(TWO.replace("\"b\":\"y\"}", "\"b\":\"y\"},\"scores\":{\"a\":3.0}")),
                given.read(Given.columns("id=no, input=q, generation:a=answer one, generation:b=a\\,b, score:a=points"),
                        "t.csv")
                        .samples());
    }

    @Test
    void aRowForEachOutput() {
        given.file("long.csv", """
                id,model,prompt,response,score,cost,answer
                1,a,Why?,x,1,0.5,r
                1,b,Why?,y,0,,r
                2,a,How?,,,,s
                1,b,Why?,z,1,,r
                """);
        Given.Read read = given.read("long.csv");
        assertEquals(List.of(
                "{\"id\":1,\"input\":\"Why?\",\"generations\":{\"a\":\"x\",\"b\":[\"y\",\"z\"]},\"scores\":{\"a\":1.0,\"b\":[0.0,1.0]},\"cost\":{\"a\":0.5},\"reference\":\"r\"}",
                "{\"id\":2,\"input\":\"How?\",\"generations\":{\"a\":null},\"reference\":\"s\"}"), read.samples());
    }

    @Test
    void oneTableForEachModel() {
        given.file("a.csv", "input,output\nWhy?,x\nHow?,u\n").file("b.tsv", "input\toutput\nHow?\tv\nWhy?\ty\n");
        assertEquals(
                List.of("{\"id\":1,\"input\":\"Why?\",\"generations\":{\"a\":\"x\",\"b\":\"y\"}}",
                        "{\"id\":2,\"input\":\"How?\",\"generations\":{\"a\":\"u\",\"b\":\"v\"}}"),
                given.read("a.csv", "b.tsv").samples());
    }

    @Test
    void takesOtherColumnsAsGeneratorsAndSaysSo() {
        given.file("t.csv", "question_id,question,gpt,claude,category,gpt_score,expected\nq1,Why?,x,y,c,1,r\n");
        Given.Read read = given.read("t.csv");
        assertEquals(List.of(
                "{\"id\":\"q1\",\"input\":\"Why?\",\"generations\":{\"gpt\":\"x\",\"claude\":\"y\"},\"scores\":{\"gpt\":1.0},\"reference\":\"r\"}"),
                read.samples());
        assertTrue(read.says(
                "--columns 'id=question_id,input=question,reference=expected,generation:gpt=gpt,generation:claude=claude,score:gpt=gpt_score', without category"),
                read.notes()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"output_a,output_b", "a_response,b_response", "Answer a,Answer b",
            "generation:a,generation:b"})
    void takesTheNamesOfGeneratorsFromTheNamesOfColumns(String columns) {
        assertEquals(List.of(TWO), samples("id,input," + columns + "\nq1,Why?,x,y\n"));
    }

    @Test
    void inputsAloneArePrompts() {
        assertEquals(List.of("{\"id\":1,\"input\":\"Why, o why?\"}", "{\"id\":2,\"input\":\"How?\"}"),
                samples("prompt\n\"Why, o why?\"\nHow?\n"));
        assertFalse(given.read("t.csv").says("--columns"));
    }

    @Test
    void numbersMayHaveACommaWhereSemicolonsSeparate() {
        assertTrue(samples("id;generation:a;score:a\n1;x;0,5\n").getFirst().contains("\"scores\":{\"a\":0.5}"));
    }

    @Test
    void rowsOfAnotherLengthAreTold() {
        given.file("short.csv", "id,input,generation:a\n1,Why?,x\n2,How?\n")
                .file("long.csv", "id,input,generation:a\n1,\"Why?\n\",x\n2,How, then?,x\n");
        assertEquals(
                "short.csv:3: the row has 2 cells, the header 3 (id, input, generation:a); a text with a separator or a "
                        + "line break in it must stand in double quotes, and a double quote in it must be doubled",
                given.failure("short.csv"));
        assertTrue(given.failure("long.csv").startsWith("long.csv:4: the row has 4 cells"), given.failure("long.csv"));
    }

    @Test
    void whatIsBrokenIsToldWithItsLine() {
        given.file("open.csv", "id,generation:a\n1,x\n2,\"y\n3,z\n")
                .file("score.csv", "id,generation:a,score:a\n1,x,good\n")
                .file("id.csv", "id,generation:a\n1,x\n,y\n")
                .file("twice.csv", "id,generation:a,generation:a\n1,x,y\n")
                .file("model.csv", "id,model,output\n1,a,x\n1,,y\n")
                .file("nothing.csv", "one,two\n1,2\n")
                .file("header.csv", "id,input,generation:a\n");
        assertTrue(given.failure("open.csv").contains("line 3"), given.failure("open.csv"));
        assertEquals("score.csv:2: \"score:a\" is \"good\"; expected a number, true, false or an empty cell",
                given.failure("score.csv"));
        assertEquals("id.csv:3: the cell of \"id\" is empty; every row needs an id", given.failure("id.csv"));
        assertEquals("twice.csv: two columns are called \"generation:a\"; give each a name of its own",
                given.failure("twice.csv"));
        assertEquals("model.csv:3: the cell of \"model\" is empty; every row needs the name of its generator",
                given.failure("model.csv"));
        assertTrue(given.failure("nothing.csv").startsWith(
                "nothing.csv: no column is known as inputs or outputs; it has the columns \"one\", \"two\". Name"),
                given.failure("nothing.csv"));
        assertEquals("header.csv: a header and no rows; expected one row for each sample", given.failure("header.csv"));
        assertEquals("twice.csv: no column \"q\", which --columns names; it has the columns \"id\", \"generation:a\"",
                given.failure(Given.columns("input=q"), "twice.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "id", "id=", "=x", "foo=x", "generation:=x", "id=a,id=b",
            "generation:a=x,generation:a=y"})
    void columnsThatCannotBeUnderstoodAreRefused(String columns) {
        given.file("t.csv", "id,generation:a\n1,x\n");
        String failure = given.failure(Given.columns(columns), "t.csv");
        assertTrue(failure.startsWith("--columns: "), failure);
    }
}
