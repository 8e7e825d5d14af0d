package dev.smoothie.cli.options;

import dev.smoothie.gateway.running.Certificate;
import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.gateway.running.GatewaySettings.JudgedText;
import dev.smoothie.gateway.running.Keys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a server runs. */
public final class ServerOptions {
    private static final String KEYS = "SMOOTHIE_SERVER_KEYS";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.SERVER, names = "--listen", paramLabel = "HOST:PORT", description = "Where to listen."
            + " 0.0.0.0 stands for all addresses of this machine. Default: 127.0.0.1:8080, which only this machine reaches.")
    private String listen = "127.0.0.1:8080";

    @Option(order = OptionSections.SERVER
            + 1, names = "--keys", paramLabel = "FILE", description = "Answer only callers with a key of this file, which has"
                    + " one on each line. Default: the keys in the variable SMOOTHIE_SERVER_KEYS; without it everybody is"
                    + " answered.")
    private Path keys;

    @Option(order = OptionSections.SERVER
            + 2, names = "--certificate", paramLabel = "FILE", description = "Encrypt (HTTPS) with this certificate, PEM;"
                    + " --certificate-key is needed too. Default: plain HTTP.")
    private Path certificate;

    @Option(order = OptionSections.SERVER
            + 3, names = "--certificate-key", paramLabel = "FILE", description = "The private key, PEM, PKCS#8.")
    private Path certificateKey;

    @Option(order = OptionSections.SERVER
            + 4, names = "--deadline", paramLabel = "SECONDS", description = "The longest that a request may take, its answer"
                    + " included. Default: 600.")
    private double deadline = 600;

    @Option(order = OptionSections.SERVER
            + 5, names = "--max-requests", paramLabel = "N", description = "How many requests may be under way at once; others"
                    + " get HTTP 429. Default: 1024.")
    private int mostRequests = 1024;

    @Option(order = OptionSections.SERVER
            + 6, names = "--max-body", paramLabel = "MIB", description = "The largest request, in MiB. Default: 32.")
    private int largestBody = 32;

    @Option(order = OptionSections.SERVER
            + 7, names = "--drain", paramLabel = "SECONDS", description = "How long requests under way may still take when the"
                    + " server is stopped. Default: 30.")
    private double drain = 30;

    @Option(order = OptionSections.RECORD, names = "--record", paramLabel = "FILE", description = "Append requests and"
            + " answers to this file, as samples that 'smoothie fit --add' takes. Default: they are not kept.")
    private Path record;

    @Option(order = OptionSections.RECORD
            + 1, names = "--record-size", paramLabel = "MIB", description = "Move the record to FILE.1, FILE.2 ... when it has"
                    + " grown to this size, in MiB. Default: 1024.")
    private int largestRecord = 1024;

    @Option(order = OptionSections.RECORD
            + 2, names = "--log", description = "Print a line of JSON for each request on standard output, without what was"
                    + " asked and answered.")
    private boolean log;

    @Option(order = OptionSections.RECORD
            + 3, names = "--log-texts", description = "With --log: with what was asked and answered.")
    private boolean logTexts;

    /** The settings that these options make. */
    public GatewaySettings settings(JudgedText text, double explore) {
        int colon = listen.lastIndexOf(':');
        int port = colon < 1 ? -1 : port(listen.substring(colon + 1));
        if (port < 0) {
            throw usage("--listen must be HOST:PORT, as in 127.0.0.1:8080, got '%s'".formatted(listen));
        }
        positive("--deadline", deadline);
        positive("--max-requests", mostRequests);
        positive("--max-body", largestBody);
        positive("--record-size", largestRecord);
        if (!(drain >= 0 && drain < 1e6)) {
            throw usage("--drain must be at least 0, got " + drain);
        }
        if (logTexts && !log) {
            throw usage("--log-texts says what --log prints; give --log too, or leave it out");
        }
        String host = listen.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        return new GatewaySettings(host, port, encryption(), callers(), text, seconds(deadline), mostRequests,
                (int) Math.min((long) largestBody << 20, Integer.MAX_VALUE - 16), explore,
                Optional.ofNullable(record), (long) largestRecord << 20, log, logTexts, seconds(drain));
    }

    private static int port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535 ? Integer.parseInt(text) : -1;
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }

    private void positive(String option, double value) {
        if (!(value > 0 && value < 1e9)) {
            throw usage("%s must be more than 0, got %s".formatted(option, value));
        }
    }

    private Optional<SSLContext> encryption() {
        if ((certificate == null) != (certificateKey == null)) {
            throw usage("--certificate and --certificate-key belong together; give both, or leave both out");
        }
        return Optional.ofNullable(certificate).map(file -> Certificate.context(file, certificateKey));
    }

    private Keys callers() {
        if (keys != null) {
            return Keys.read(keys);
        }
        String given = System.getenv(KEYS);
        return given == null ? Keys.NONE : Keys.of("the variable " + KEYS, given);
    }

    /** Adds the files that these options name. */
    public void addTo(FilePlaces places) {
        places.reads("--keys", Optional.ofNullable(keys)).reads("--certificate", Optional.ofNullable(certificate))
                .reads("--certificate-key", Optional.ofNullable(certificateKey))
                .writes("--record", Optional.ofNullable(record));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
