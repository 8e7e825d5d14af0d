package dev.smoothie.pipeline;

import dev.smoothie.pipeline.writing.SimulationFiles;
import dev.smoothie.simulation.Scenario;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws an artificial set of samples from the statistical model, and writes it together with its truth. This is the use
 * case of {@code smoothie simulate}.
 *
 * @param scenario
 *            what is drawn
 */
public record Simulate(Scenario scenario) {

    /**
     * Writes {@code NAME.jsonl}, {@code NAME.inputs.npy}, {@code NAME.outputs.npy} and {@code NAME.truth.json}. Each
     * appears whole or not at all. {@link SimulationFiles} describes their contents.
     *
     * @return the paths of the files
     * @throws dev.smoothie.core.failure.CoreException
     *             if one cannot be written
     */
    public List<Path> run(Path name) {
        return new SimulationFiles(scenario).write(name);
    }
}
