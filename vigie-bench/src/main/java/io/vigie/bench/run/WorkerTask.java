package io.vigie.bench.run;

/**
 * One run, as a line of tab-separated fields from the parent to a worker.
 *
 * @param key what to run
 * @param detector text that makes the detector, every option written out
 */
record WorkerTask(ResultKey key, String detector) {
    String line() {
        return String.join("\t", key.protocol(), key.file(), key.detector(), Long.toString(key.seed()), detector);
    }

    static WorkerTask parse(String line) {
        String[] fields = line.split("\t", -1);
        return new WorkerTask(new ResultKey(fields[0], fields[1], fields[2], Long.parseLong(fields[3])), fields[4]);
    }
}
