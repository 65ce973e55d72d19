package io.vigie.deep.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network's parameters as tensors, by name: views of one flat tensor. */
public final class Parameters {
    private static final double SMALLEST = 1e-12;

    private final Map<String, Tensor> tensors;
    private final String prefix;

    private Parameters(Map<String, Tensor> tensors, String prefix) {
        this.tensors = tensors;
        this.prefix = prefix;
    }

    /** Views of a flat tensor; with {@code leaves} gradients can be taken with respect to those that are learned. */
    static Parameters of(ParameterLayout layout, Tensor flat, boolean leaves) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ParameterLayout.Entry entry : layout.entries()) {
            Tensor view = flat.narrow(0, entry.offset(), entry.length()).view(Tensors.longs(entry.shape()));
            tensors.put(entry.name(), leaves && !entry.given() ? view.detach().requires_grad_(true) : view);
        }
        return new Parameters(tensors, "");
    }

    /** Parameters of given values, in the order of the layout, that live as long as the computation. */
    public static Parameters of(ParameterLayout layout, float[] values) {
        return of(layout, Tensors.of(values, values.length), false);
    }

    /** As {@link #of(ParameterLayout, float[])}; gradients can be taken with respect to those that are learned. */
    public static Parameters leaves(ParameterLayout layout, float[] values) {
        return of(layout, Tensors.of(values, values.length), true);
    }

    /** The parameters of a part added by {@link ParameterLayout#addAll}. */
    public Parameters part(String name) {
        return new Parameters(tensors, prefix + name + ".");
    }

    public Tensor get(String name) {
        Tensor tensor = tensors.get(prefix + name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter '" + prefix + name + "'");
        }
        return tensor;
    }

    /** A dense layer added by {@link ParameterLayout#linear}. */
    public Tensor linear(String name, Tensor input) {
        return torch.linear(input, get(name + ".weight"), new TensorOptional(get(name + ".bias")));
    }

    /**
     * A convolution over time added by {@link ParameterLayout#convolution}, of stride 1 and without padding.
     *
     * <p>One product with the taps laid side by side, not libtorch's own: the kernels of oneDNN 3.7.1 that it chooses read
     * memory that nobody has written where channels do not fill a register (38 of them, say) or taps are dilated, which
     * is a NaN now and then.
     *
     * @param input [batch, time, channel]
     * @param dilation rows between the taps of the kernel
     * @return [batch, time - dilation x (kernel - 1), output]
     */
    public Tensor convolution(String name, Tensor input, int dilation) {
        return convolution(input, get(name + ".weight"), get(name + ".bias"), dilation);
    }

    /**
     * As {@link #convolution(String, Tensor, int)}, with kernels that are computed from parameters.
     *
     * @param weight [output, tap x channel], the oldest tap first
     * @param bias [output]
     */
    public static Tensor convolution(Tensor input, Tensor weight, Tensor bias, int dilation) {
        int taps = Math.toIntExact(weight.size(1) / input.size(2));
        Tensor beside = input;
        if (taps > 1) {
            long outputs = input.size(1) - (long) dilation * (taps - 1);
            Tensor[] shifted = new Tensor[taps];
            for (int tap = 0; tap < taps; tap++) {
                shifted[tap] = input.narrow(1, (long) tap * dilation, outputs);
            }
            beside = torch.cat(new TensorVector(shifted), 2);
        }
        return torch.linear(beside, weight, new TensorOptional(bias));
    }

    /** The same values, held fixed: what is computed with them gives them no gradient. */
    public Parameters frozen() {
        Map<String, Tensor> fixed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> fixed.put(name, tensor.detach()));
        return new Parameters(fixed, prefix);
    }

    /**
     * Each weight of this part divided by its largest singular value, which makes a layer Lipschitz of constant 1: spectral
     * normalisation (Miyato et al., ICLR 2018). The value comes from power iterations from a fixed start rather than from
     * one a step that goes on where the last ended, so it is a function of the weights alone.
     *
     * @param iterations of the power method
     */
    public Parameters spectral(int iterations) {
        Map<String, Tensor> bounded = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            boolean weight = name.startsWith(prefix) && tensor.dim() == 2;
            bounded.put(name, weight ? tensor.div(largestSingularValue(tensor, iterations)) : tensor);
        });
        return new Parameters(bounded, prefix);
    }

    private static Tensor largestSingularValue(Tensor weight, int iterations) {
        Tensor fixed = weight.detach();
        Tensor right = fixed.select(0, 0).unsqueeze(1); // any start that is not orthogonal to the answer
        Tensor left = direction(torch.matmul(fixed, right));
        for (int i = 0; i < iterations; i++) {
            right = direction(torch.matmul(fixed.t(), left));
            left = direction(torch.matmul(fixed, right));
        }
        return Tensors.plus(torch.matmul(torch.matmul(left.t(), weight), right).squeeze(), SMALLEST);
    }

    private static Tensor direction(Tensor vector) {
        return vector.div(Tensors.plus(vector.norm(), SMALLEST));
    }

    /** All parameters, in the order of the layout. */
    public Tensor[] all() {
        return tensors.values().toArray(Tensor[]::new);
    }
}
