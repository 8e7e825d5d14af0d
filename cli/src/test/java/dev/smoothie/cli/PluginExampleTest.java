package dev.smoothie.cli;

import dev.smoothie.cli.printing.Version;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Tests that what the example plugin's own pom repeats from other poms is the same there. {@link PluginExampleIT}
 * builds it.
 */
class PluginExampleTest {

    private static Document pom(String path) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of(path).toFile());
    }

    private static String text(Element element, String child) {
        NodeList children = element.getElementsByTagName(child);
        return children.getLength() == 0 ? "" : children.item(0).getTextContent().strip();
    }

    private static Map<String, String> pluginVersions(Document pom) {
        var versions = new TreeMap<String, String>();
        NodeList plugins = pom.getElementsByTagName("plugin");
        for (int i = 0; i < plugins.getLength(); i++) {
            var plugin = (Element) plugins.item(i);
            versions.putIfAbsent(text(plugin, "artifactId"), text(plugin, "version"));
        }
        return versions;
    }

    @Test
    void itIsBuiltAgainstThisVersion() throws Exception {
        assertEquals(Version.smoothie(), text(pom("examples/plugin/pom.xml").getDocumentElement(), "smoothie.version"));
    }

    /** With the same versions, what our build has downloaded serves the example as well. */
    @Test
    void itsBuildTakesOurVersionsOfMavensPlugins() throws Exception {
        Map<String, String> versions = pluginVersions(pom("examples/plugin/pom.xml"));
        assertFalse(versions.isEmpty());
        Map<String, String> ours = pluginVersions(pom("../pom.xml"));
        versions.forEach((plugin, version) -> assertEquals(ours.get(plugin), version, plugin));
    }
}
