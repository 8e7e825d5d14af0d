package dev.smoothie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Maven with an empty local repository, as a stranger has it. */
final class OutsideMaven {

    private OutsideMaven() {}

    /** Settings in {@code folder} by which Maven looks into the repository of this build before it asks Maven Central. */
    static Path settings(Path folder) throws IOException {
        String near = "<id>near</id><url>%s</url>".formatted(Path.of(System.getProperty("maven.repository")).toUri());
        return Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <profiles>
                    <profile>
                      <id>near</id>
                      <repositories><repository>%s</repository></repositories>
                      <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>near</activeProfile></activeProfiles>
                </settings>
                """.formatted(near, near));
    }
}
