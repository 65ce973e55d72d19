package io.vigie.model;

import java.util.List;
import java.util.function.Consumer;

/**
 * Passes on what is written, but for one entry other values: what a model file holds that was changed and hashed anew. Values
 * of another length have one dimension.
 *
 * @param out receives the rest
 * @param path of this section, each name followed by a slash; empty at the top
 * @param entry path of the entry that is changed
 * @param values what it has instead: a {@code Long}, {@code double[]}, {@code float[]} or {@code int[]}
 */
public record ChangedEntry(ModelWriter out, String path, String entry, Object values) implements ModelWriter {
    /** Of all that a writer is given. */
    public static MemoryModel in(Consumer<ModelWriter> content, String entry, Object values) {
        MemoryModel model = new MemoryModel();
        content.accept(new ChangedEntry(model, "", entry, values));
        return model;
    }

    private boolean changes(String name) {
        return entry.equals(path + name);
    }

    @Override
    public void text(String name, String value) {
        out.text(name, value);
    }

    @Override
    public void texts(String name, List<String> texts) {
        out.texts(name, texts);
    }

    @Override
    public void integer(String name, long value) {
        out.integer(name, changes(name) ? (Long) values : value);
    }

    @Override
    public void number(String name, double value) {
        out.number(name, value);
    }

    @Override
    public void flag(String name, boolean value) {
        out.flag(name, value);
    }

    @Override
    public void tensor(String name, double[] given, int... shape) {
        double[] written = changes(name) ? (double[]) values : given;
        out.tensor(name, written, written.length == given.length ? shape : new int[0]);
    }

    @Override
    public void tensor(String name, float[] given, int... shape) {
        float[] written = changes(name) ? (float[]) values : given;
        out.tensor(name, written, written.length == given.length ? shape : new int[0]);
    }

    @Override
    public void tensor(String name, long[] given, int... shape) {
        out.tensor(name, given, shape);
    }

    @Override
    public void tensor(String name, int[] given, int... shape) {
        int[] written = changes(name) ? (int[]) values : given;
        out.tensor(name, written, written.length == given.length ? shape : new int[0]);
    }

    @Override
    public ModelWriter section(String name) {
        return new ChangedEntry(out.section(name), path + name + "/", entry, values);
    }
}
