package dev.smoothie.gateway.running;

import dev.smoothie.spi.SmoothieException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests encryption with files as they come from whoever signs certificates. */
class CertificateTest {
    private static final char[] PASSWORD = "for this test".toCharArray();

    @TempDir
    Path folder;

    /** Makes a key and a certificate that signs itself; writes both as PEM. */
    private KeyStore make(String algorithm) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", algorithm, "-alias", "server", "-dname", "CN=localhost", "-storetype",
                "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile()).start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        write("certificate.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        write("key.pem", "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
        return keys;
    }

    private void write(String name, String what, byte[] bytes) throws Exception {
        Files.writeString(folder.resolve(name), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what,
                Base64.getMimeEncoder().encodeToString(bytes), what));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void connectionsAreEncryptedByIt(String algorithm) throws Exception {
        KeyStore keys = make(algorithm);
        SSLContext server = Certificate.context(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        try (var listening = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            Thread answering = Thread.ofVirtual().start(() -> {
                try (var accepted = listening.accept()) {
                    accepted.getOutputStream().write(42);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (var socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", listening
                    .getLocalPort())) {
                assertEquals(42, socket.getInputStream().read());
            }
            answering.join();
        }
    }

    @Test
    void whatCannotBeUsedIsNamedWithoutTheKey() throws Exception {
        make("EC");
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        String secret = Files.readString(key).lines().toList().get(1);
        Path old = folder.resolve("old.pem");
        Files.writeString(old, Files.readString(key).replace("PRIVATE KEY", "EC PRIVATE KEY"));
        Path text = Files.writeString(folder.resolve("text.pem"), "a text");
        assertEquals(text + ": not a certificate; expected PEM",
                assertThrows(SmoothieException.class, () -> Certificate.context(text, key)).getMessage());
        for (Path[] files : new Path[][]{{certificate, old}, {key, key}, {certificate, certificate},
                {folder.resolve("none.pem"), key}, {certificate, folder.resolve("none.pem")}}) {
            String message = assertThrows(SmoothieException.class, () -> Certificate.context(files[0], files[1]))
                    .getMessage();
            assertTrue(message.contains(".pem") && !message.contains(secret), message);
        }
    }
}
