package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom encrypted connections trust: whom Java trusts, and the certificates that the environment names:
 * {@code SSL_CERT_FILE}, a file of any number of them in PEM, and {@code SSL_CERT_DIR}, folders of such files, named by
 * OpenSSL's rule.
 */
final class Trust {
    private static final String FILE = "SSL_CERT_FILE";
    private static final String FOLDERS = "SSL_CERT_DIR";
    private static final Pattern CERTIFICATE = Pattern
            .compile("-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*)-----END (?:X509 )?CERTIFICATE-----");
    private static final Pattern HASHED = Pattern.compile("[0-9a-f]{8}[.][0-9]+");

    private Trust() {}

    /**
     * The context of encrypted connections; empty if the environment names nothing, and Java's own is right.
     *
     * @param subject
     *            what is opened, for messages
     * @throws SmoothieException
     *             if the file cannot be read, or has no certificate
     */
    static Optional<SSLContext> of(String subject, Map<String, String> environment) {
        String file = environment.getOrDefault(FILE, "").strip();
        String folders = environment.getOrDefault(FOLDERS, "").strip();
        if (file.isEmpty() && folders.isEmpty()) {
            return Optional.empty();
        }
        List<Certificate> more = new ArrayList<>();
        if (!file.isEmpty()) {
            more.addAll(ofFile(subject, file));
        }
        Stream.of(folders.split(File.pathSeparator)).filter(folder -> !folder.isBlank()).map(Trust::ofFolder)
                .forEach(more::addAll);
        return more.isEmpty() ? Optional.empty() : Optional.of(context(subject, more));
    }

    private static List<Certificate> ofFile(String subject, String file) {
        List<Certificate> found;
        try {
            found = read(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            String problem = e instanceof java.nio.file.NoSuchFileException
                    ? "there is no such file"
                    : "it cannot be read";
            throw new SmoothieException(
                    "%s: the environment variable %s names %s, and %s; correct or unset it".formatted(subject, FILE,
                            file, problem),
                    e);
        }
        if (found.isEmpty()) {
            throw new SmoothieException(
                    "%s: the environment variable %s names %s, in which there is no certificate in PEM (-----BEGIN CERTIFICATE-----); correct or unset it"
                            .formatted(subject, FILE, file));
        }
        return found;
    }

    /** A folder that is not there, or a file in it that cannot be read, holds nothing to trust. */
    private static List<Certificate> ofFolder(String folder) {
        var found = new ArrayList<Certificate>();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.filter(path -> HASHED.matcher(path.getFileName().toString()).matches()).toList()) {
                found.addAll(read(file));
            }
        } catch (IOException | InvalidPathException _) {
            // As OpenSSL has it.
        }
        return found;
    }

    private static List<Certificate> read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        var found = new ArrayList<Certificate>();
        for (Matcher block = CERTIFICATE.matcher(text); block.find();) {
            try {
                found.add(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Base64
                        .getMimeDecoder().decode(block.group(1)))));
            } catch (CertificateException | IllegalArgumentException _) {
                // One that is broken is not trusted; the others are.
            }
        }
        return found;
    }

    private static SSLContext context(String subject, List<Certificate> more) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager known) {
                    for (X509Certificate certificate : known.getAcceptedIssuers()) {
                        trusted.setCertificateEntry("java-" + count++, certificate);
                    }
                }
            }
            for (Certificate certificate : more) {
                trusted.setCertificateEntry("environment-" + count++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(trusted), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new SmoothieException("%s: the certificates of %s and %s cannot be used: %s".formatted(subject, FILE,
                    FOLDERS, e.getMessage()), e);
        }
    }

    private static TrustManager[] managers(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
