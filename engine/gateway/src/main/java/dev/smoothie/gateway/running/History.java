package dev.smoothie.gateway.running;

import dev.smoothie.gateway.policies.Course;
import dev.smoothie.gateway.protocol.Trees;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened in the last hours, minute by minute, for the page. Its size does not grow. Any number of threads may
 * add.
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public final class History {
    private static final int MINUTES = 180;
    /** Upper ends of the classes that latencies are counted in, seconds. */
    private static final double[] CLASSES = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, Double.MAX_VALUE};

    private final List<String> generators;
    private final Minute[] minutes = new Minute[MINUTES];

    /** The counts of one minute. */
    private static final class Minute {
        private final long number;
        private final long[] routes;
        private final long[] latencies = new long[CLASSES.length];
        private long requests;
        private long errors;
        private double cost;
        private double best;
        private double agreement;
        private long agreed;

        Minute(long number, int generators) {
            this.number = number;
            this.routes = new long[generators];
        }
    }

    public History(List<String> generators) {
        this.generators = List.copyOf(generators);
    }

    /**
     * Adds a request that has ended.
     *
     * @param cost
     *            what it cost
     * @param best
     *            what it would have cost to ask the best generator, by what that costs on average
     */
    public synchronized void add(Course course, int status, double seconds, OptionalDouble cost, OptionalDouble best) {
        long now = System.currentTimeMillis() / 60_000;
        int slot = (int) (now % MINUTES);
        if (minutes[slot] == null || minutes[slot].number != now) {
            minutes[slot] = new Minute(now, generators.size());
        }
        Minute minute = minutes[slot];
        minute.requests++;
        minute.errors += status >= 400 ? 1 : 0;
        if (course.chosen() >= 0) {
            minute.routes[course.chosen()]++;
        }
        int found = Arrays.binarySearch(CLASSES, seconds);
        minute.latencies[found >= 0 ? found : -found - 1]++;
        minute.cost += cost.orElse(0);
        minute.best += status < 400 ? best.orElse(0) : 0;
        if (!Double.isNaN(course.right())) {
            minute.agreement += course.right();
            minute.agreed++;
        }
    }

    /** All minutes that are known, the oldest first. */
    public synchronized ObjectNode json() {
        ObjectNode json = Trees.object();
        ArrayNode names = json.putArray("generators");
        generators.forEach(names::add);
        ArrayNode classes = json.putArray("classes");
        Arrays.stream(CLASSES, 0, CLASSES.length - 1).forEach(classes::add);
        ArrayNode list = json.putArray("minutes");
        long now = System.currentTimeMillis() / 60_000;
        for (long number = now - MINUTES + 1; number <= now; number++) {
            Minute minute = minutes[(int) (number % MINUTES)];
            if (minute != null && minute.number == number) {
                list.add(json(minute));
            }
        }
        return json;
    }

    private static ObjectNode json(Minute minute) {
        ObjectNode json = Trees.object().put("minute", minute.number).put("requests", minute.requests)
                .put("errors", minute.errors).put("cost", minute.cost).put("best", minute.best)
                .put("agreement", minute.agreement).put("agreed", minute.agreed);
        json.set("routes", counts(minute.routes));
        json.set("latencies", counts(minute.latencies));
        return json;
    }

    private static ArrayNode counts(long[] counts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(counts).forEach(list::add);
        return list;
    }
}
