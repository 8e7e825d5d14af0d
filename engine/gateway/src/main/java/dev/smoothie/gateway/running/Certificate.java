package dev.smoothie.gateway.running;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Makes what an encrypted server needs from the files that certificates come in. */
public final class Certificate {
    private static final Pattern KEY = Pattern
            .compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private Certificate() {}

    /**
     * Reads a certificate, with those that vouch for it behind it, and its private key, both as PEM.
     *
     * @throws SmoothieException
     *             if one of the files cannot be read or used; the message tells nothing of the key
     */
    public static SSLContext context(Path certificate, Path key) {
        java.security.cert.Certificate[] chain = chain(certificate);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            store.setKeyEntry("server", privateKey(key), none, chain);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new SmoothieException("%s and %s cannot be used together: %s".formatted(certificate, key,
                    e.getClass().getSimpleName()), e);
        }
    }

    private static java.security.cert.Certificate[] chain(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(pem)
                    .toArray(java.security.cert.Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
            throw new SmoothieException("%s: no certificate is in it; expected PEM".formatted(file));
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(file, IoReason.of(e)), e);
        } catch (CertificateException e) {
            throw new SmoothieException("%s: not a certificate; expected PEM".formatted(file), e);
        }
    }

    private static PrivateKey privateKey(Path file) {
        String pem;
        try {
            pem = Files.readString(file);
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(file, IoReason.of(e)), e);
        }
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            throw new SmoothieException(
                    "%s: no private key in the form PKCS#8; 'openssl pkcs8 -topk8 -nodes -in KEY -out NEW' makes one"
                            .formatted(file));
        }
        byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException _) {
                // Another algorithm's, perhaps.
            } catch (GeneralSecurityException e) {
                throw new SmoothieException("%s: this Java has no %s".formatted(file, algorithm), e);
            }
        }
        throw new SmoothieException("%s: the private key is of none of %s".formatted(file, ALGORITHMS));
    }
}
