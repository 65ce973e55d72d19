package io.vigie.bench.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker answers, as a line of tab-separated fields. Other lines of its output are noise, such as words of a
 * crashing virtual machine.
 */
record WorkerReply(
        String windowRule,
        int window,
        Map<String, Double> metrics,
        double fitSeconds,
        double scoreSeconds,
        long peakHeapBytes,
        String error) {
    static final String READY = "vigie-worker-ready";
    private static final String START = "vigie-worker-result";
    private static final int FIXED = 7;

    static WorkerReply failed(String error) {
        return new WorkerReply("", 0, Map.of(), 0, 0, 0, error);
    }

    String line() {
        List<String> fields = new ArrayList<>(List.of(
                START,
                windowRule,
                Integer.toString(window),
                Double.toString(fitSeconds),
                Double.toString(scoreSeconds),
                Long.toString(peakHeapBytes),
                error.replaceAll("\\s+", " ").strip()));
        metrics.forEach((name, value) -> {
            fields.add(name);
            fields.add(value.toString());
        });
        return String.join("\t", fields);
    }

    static boolean isReply(String line) {
        return line.startsWith(START + "\t");
    }

    static WorkerReply parse(String line) {
        String[] fields = line.split("\t", -1);
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = FIXED; i + 1 < fields.length; i += 2) {
            metrics.put(fields[i], Double.valueOf(fields[i + 1]));
        }
        return new WorkerReply(
                fields[1],
                Integer.parseInt(fields[2]),
                metrics,
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]),
                Long.parseLong(fields[5]),
                fields[6]);
    }
}
