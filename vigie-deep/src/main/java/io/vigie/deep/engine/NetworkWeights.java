package io.vigie.deep.engine;

import io.vigie.detect.Device;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The learned parameters of a network, ready to compute with. Thread-safe. Native memory is taken by the first
 * computation and given back by {@link #close}; whoever forgets to close leaves it to the garbage collector.
 */
public final class NetworkWeights implements AutoCloseable {
    private final ParameterLayout layout;
    private final float[] values;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Parameters parameters;
    private boolean closed;

    public NetworkWeights(ParameterLayout layout, float[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(values.length + " values for " + layout.size() + " parameters");
        }
        this.layout = layout;
        this.values = values.clone();
    }

    /** One float32 tensor a parameter. */
    public void write(ModelWriter out) {
        for (ParameterLayout.Entry entry : layout.entries()) {
            float[] part = new float[entry.length()];
            System.arraycopy(values, entry.offset(), part, 0, part.length);
            out.tensor(entry.name(), part, entry.shape());
        }
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws ModelFormatException if a parameter is absent, of another shape, or not finite
     */
    public static NetworkWeights read(ParameterLayout layout, ModelReader in) {
        float[] values = new float[layout.size()];
        for (ParameterLayout.Entry entry : layout.entries()) {
            float[] part = in.floats(entry.name(), entry.shape());
            for (float value : part) {
                if (!Float.isFinite(value)) {
                    throw new ModelFormatException("parameter '" + entry.name() + "' holds " + value
                            + "; weights are finite, fit the model again");
                }
            }
            System.arraycopy(part, 0, values, entry.offset(), part.length);
        }
        return new NetworkWeights(layout, values);
    }

    /**
     * Runs a computation without gradients with these parameters; everything native it makes is freed when it returns.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public <T> T compute(Device device, Function<Parameters, T> computation) {
        if (device == Device.CUDA) {
            TorchRuntime.require(device);
            return TorchRuntime.compute(() -> computation.apply(
                    Parameters.of(layout, Tensors.on(device, Tensors.of(values, values.length)), false)));
        }
        TorchRuntime.require();
        load();
        lock.readLock().lock();
        try {
            Parameters ready = parameters;
            if (closed || ready == null) {
                throw new IllegalStateException("the model is closed");
            }
            return TorchRuntime.compute(() -> computation.apply(ready));
        } finally {
            lock.readLock().unlock();
        }
    }

    private void load() {
        lock.readLock().lock();
        try {
            if (parameters != null || closed) {
                return;
            }
        } finally {
            lock.readLock().unlock();
        }
        lock.writeLock().lock();
        try {
            if (parameters == null && !closed) {
                parameters = TorchRuntime.compute(() -> {
                    Parameters views = Parameters.of(layout, Tensors.of(values, values.length), false);
                    for (Tensor view : views.all()) {
                        view.retainReference(); // outlives the scope of the computation
                    }
                    return views;
                });
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            if (parameters != null) {
                for (Tensor view : parameters.all()) {
                    view.close();
                }
            }
            parameters = null;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
