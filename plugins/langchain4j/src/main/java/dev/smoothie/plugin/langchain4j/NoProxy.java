package dev.smoothie.plugin.langchain4j;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts that are reached without a proxy, as {@code NO_PROXY} lists them: names, which stand for their subdomains
 * too; addresses and ranges of addresses such as {@code 10.0.0.0/8}; each perhaps with a port; {@code *} for all.
 *
 * @param entries
 *            in small letters
 */
record NoProxy(List<String> entries) {
    static NoProxy of(String list) {
        return new NoProxy(Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+")).filter(entry -> !entry
                .isEmpty()).toList());
    }

    /** Whether a host is this machine: no proxy can reach that. */
    static boolean isLoopback(String host) {
        String name = plain(host);
        return name.equals("localhost") || name.endsWith(".localhost")
                || literal(name).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    boolean exempts(String host, int port) {
        return entries.stream().anyMatch(entry -> matches(entry, plain(host), port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0 && entry.substring(colon + 1).matches("[0-9]{1,5}")
                && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (withPort && Integer.parseInt(entry.substring(colon + 1)) != port) {
            return false;
        }
        String name = plain(withPort ? entry.substring(0, colon) : entry);
        Optional<InetAddress> address = literal(host);
        if (name.contains("/")) {
            return address.filter(found -> isIn(found, name)).isPresent();
        }
        if (address.isPresent()) {
            return literal(name).filter(address.get()::equals).isPresent();
        }
        String domain = name.replaceFirst("^[*]?[.]", "");
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static boolean isIn(InetAddress address, String range) {
        String[] parts = range.split("/", 2);
        Optional<InetAddress> base = literal(plain(parts[0]));
        byte[] bits = address.getAddress();
        if (base.isEmpty() || base.get().getAddress().length != bits.length || !parts[1].matches("[0-9]{1,3}")) {
            return false;
        }
        byte[] other = base.get().getAddress();
        int length = Math.min(Integer.parseInt(parts[1]), Byte.SIZE * bits.length);
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((bits[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "").replaceFirst("[.]$", "");
    }

    /** The address that a text spells out; empty if it is a name. Nothing is looked up. */
    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
