package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelFolderTest {

    @TempDir
    Path directory;

    @Test
    void withoutConfigurationTokensAreAveragedAndNothingIsScaled() throws IOException {
        ModelFolder folder = ModelFolder.read(bare(), Optional.empty());
        assertEquals(Pooling.MEAN, folder.pooling());
        assertFalse(folder.normalized());
        assertEquals(512, folder.maxTokens());
        assertEquals(directory.getFileName().toString(), folder.name());
        assertEquals(directory.resolve("model.onnx"), folder.model());
    }

    @Test
    void theBundledModelIsReadLikeAnyOther() {
        ModelFolder folder = ModelFolder.read(BundledModel.DIRECTORY, Optional.empty());
        assertEquals(Pooling.CLS, folder.pooling());
        assertTrue(folder.normalized());
        assertEquals(512, folder.maxTokens());
        assertEquals(List.of(), folder.unsupported());
    }

    @Test
    void theGraphMayLieInItsOwnFolder() throws IOException {
        Files.createDirectory(directory.resolve("onnx"));
        Files.createFile(directory.resolve("onnx/model.onnx"));
        Files.createFile(directory.resolve("tokenizer.json"));
        assertEquals(directory.resolve("onnx/model.onnx"), ModelFolder.read(directory, Optional.empty()).model());
    }

    /** Weights may lie beside the graph, and configuration in folders; hidden files and other folders do not count. */
    @Test
    void vectorsDependOnAllFilesOfTheFolder() throws IOException {
        for (String file : List.of("onnx/model.onnx", "onnx/weights.bin", "tokenizer.json", "1_Pooling/config.json",
                ".git", "other/readme")) {
            BundledModel.write(directory, file, "");
        }
        assertEquals(List.of("1_Pooling/config.json", "onnx/model.onnx", "onnx/weights.bin", "tokenizer.json"),
                ModelFolder.files(directory).stream().map(file -> directory.relativize(file).toString()).toList());
        assertEquals(List.of(), ModelFolder.files(directory.resolve("none")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "sentence_bert_config.json | {\"max_seq_length\": 256} | 256",
            "sentence_bert_config.json | {\"max_seq_length\": null} | 512",
            "tokenizer_config.json | {\"model_max_length\": 128} | 128",
            "tokenizer_config.json | {\"model_max_length\": 1000000000000000019884624838656} | 512",
            "config.json | {\"model_type\": \"bert\", \"max_position_embeddings\": 1024} | 1024",
            "config.json | {\"model_type\": \"xlm-roberta\", \"max_position_embeddings\": 514, \"pad_token_id\": 1} | 512",
            "config.json | {\"hidden_size\": 384} | 512"})
    void limitsComeFromTheConfiguration(String file, String json, int tokens) throws IOException {
        BundledModel.write(bare(), file, json);
        assertEquals(tokens, ModelFolder.read(directory, Optional.empty()).maxTokens());
    }

    @Test
    void theFirstLimitWins() throws IOException {
        bare();
        BundledModel.write(directory, "sentence_bert_config.json", "{\"max_seq_length\": 100}");
        BundledModel.write(directory, "tokenizer_config.json", "{\"model_max_length\": 200}");
        BundledModel.write(directory, "config.json", "{\"max_position_embeddings\": 300}");
        assertEquals(100, ModelFolder.read(directory, Optional.empty()).maxTokens());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false} | CLS",
            "{\"pooling_mode_cls_token\": false, \"pooling_mode_mean_tokens\": true, \"word_embedding_dimension\": 384} | MEAN",
            "{\"pooling_mode_max_tokens\": true, \"include_prompt\": true} | MAX",
            "{\"pooling_mode_lasttoken\": true} | LAST", "{\"pooling_mode\": \"cls\"} | CLS"})
    void poolingComesFromItsFile(String json, Pooling pooling) throws IOException {
        BundledModel.write(bare(), "1_Pooling/config.json", json);
        assertEquals(pooling, ModelFolder.read(directory, Optional.empty()).pooling());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1_Pooling/config.json | {\"pooling_mode_weightedmean_tokens\": true} | [weightedmean_tokens]",
            "1_Pooling/config.json | {\"pooling_mode_cls_token\": true, \"pooling_mode_max_tokens\": true} | [cls_token, max_tokens]",
            "1_Pooling/config.json | {\"pooling_mode_cls_token\": false} | []",
            "1_Pooling/config.json | [] | is not a JSON object",
            "modules.json | {\"type\": 1} | is not a list of objects",
            "modules.json | [{\"idx\": 0}] | is not a list of objects",
            "modules.json | [{]  | cannot read",
            "sentence_bert_config.json | {\"max_seq_length\": \"many\"} | expected a number of at least 1",
            "sentence_bert_config.json | {\"max_seq_length\": 0} | expected a number of at least 1"})
    void configurationThatCannotBeMeantIsNamed(String file, String json, String found) throws IOException {
        BundledModel.write(bare(), file, json);
        String message = assertThrows(SmoothieException.class, () -> ModelFolder.read(directory, Optional.empty()))
                .getMessage();
        assertTrue(message.contains(directory.resolve(file).toString()) && message.contains(found), message);
    }

    @Test
    void textsGetTheModelsPrompt() throws IOException {
        BundledModel.write(bare(), "config_sentence_transformers.json",
                "{\"prompts\": {\"query\": \"query: \", \"passage\": \"passage: \"}, \"default_prompt_name\": null}");
        assertEquals("", ModelFolder.read(directory, Optional.empty()).prompt());
        assertEquals("query: ", ModelFolder.read(directory, Optional.of("query")).prompt());
        String message = assertThrows(SmoothieException.class, () -> ModelFolder.read(directory, Optional.of("title")))
                .getMessage();
        assertTrue(message.contains("there is no prompt 'title'") && message.contains("[query, passage]"), message);
        BundledModel.write(directory, "config_sentence_transformers.json",
                "{\"prompts\": {\"passage\": \"passage: \"}, \"default_prompt_name\": \"passage\"}");
        assertEquals("passage: ", ModelFolder.read(directory, Optional.empty()).prompt());
    }

    @Test
    void aCardRunsTheFloatWeightsThatLieBesideTheGraph() throws IOException {
        assertEquals(directory.resolve("model.onnx"), ModelFolder.read(bare(), Optional.empty()).weights());
        Files.createFile(directory.resolve("model.safetensors"));
        assertEquals(directory.resolve("model.safetensors"), ModelFolder.read(directory, Optional.empty()).weights());
    }

    private Path bare() throws IOException {
        Files.createFile(directory.resolve("model.onnx"));
        Files.createFile(directory.resolve("tokenizer.json"));
        return directory;
    }
}
