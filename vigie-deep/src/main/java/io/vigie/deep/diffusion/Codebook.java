package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The vectors that a vector-quantised latent is made of (van den Oord et al., Neural discrete representation learning,
 * NeurIPS 2017). A longer vector is cut into parts, each with a code of its own from the one book (product quantisation;
 * Jégou et al., PAMI 2011).
 *
 * @param codes vectors
 * @param size numbers of a vector
 */
record Codebook(int codes, int size) {
    private static final double COMMITMENT = 0.25; // beta of their equation 3
    private static final double FEW = 2; // codes, as the perplexity counts them

    ParameterLayout layout() {
        return new ParameterLayout().add("codes", Initial.normal(1), codes, size);
    }

    /**
     * The nearest code of each vector, which learns nothing.
     *
     * @param vectors [batch, position, parts x size]
     * @return same shape
     */
    Tensor nearest(Parameters parameters, Tensor vectors) {
        Tensor table = parameters.get("codes").detach();
        return table.index_select(0, numbers(parameters, vectors)).view(vectors.shape());
    }

    /** Numbers of the nearest codes, [batch x position x part]. */
    private Tensor numbers(Parameters parameters, Tensor vectors) {
        return distances(parameters, vectors).argmin(new LongOptional(1), false);
    }

    /** Squared, [batch x position x part, code]. */
    private Tensor distances(Parameters parameters, Tensor vectors) {
        return torch.cdist(flat(vectors), parameters.get("codes").detach()).square();
    }

    private Tensor flat(Tensor vectors) {
        return vectors.detach().reshape(-1, size);
    }

    /**
     * How far vectors and codes are from each other, each learning from it (equation 3, the last two terms), and how far
     * codes are from the vectors nearest to them, which draws codes that no vector has to where vectors are (after Zheng
     * and Vedaldi, Online clustered codebook, ICCV 2023, who move them there outright). Means over positions and numbers,
     * [batch].
     */
    Tensor distance(Parameters parameters, Tensor vectors) {
        Tensor table = parameters.get("codes");
        Tensor chosen = table.index_select(0, numbers(parameters, vectors)).view(vectors.shape());
        Tensor taught = chosen.sub(vectors.detach()).square();
        Tensor committed = vectors.sub(chosen.detach()).square();
        Tensor closest = distances(parameters, vectors).argmin(new LongOptional(0), false);
        Tensor drawn =
                table.sub(flat(vectors).index_select(0, closest)).square().mean();
        return taught.add(Tensors.times(committed, COMMITMENT))
                .flatten(1, 2)
                .mean(1)
                .add(drawn);
    }

    /** How many codes vectors use, the perplexity of a part's, and whether that is a collapse. */
    List<String> told(Parameters parameters, Tensor vectors) {
        int parts = Math.toIntExact(vectors.size(2)) / size;
        int[] counts = new int[parts * codes];
        double[] numbers = Tensors.doubles(numbers(parameters, vectors));
        for (int i = 0; i < numbers.length; i++) {
            counts[i % parts * codes + (int) numbers[i]]++;
        }
        double entropy = 0; // mean over parts
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count * parts / numbers.length;
                entropy -= share * Math.log(share) / parts;
            }
        }
        long used = Arrays.stream(numbers).distinct().count();
        double perplexity = Math.exp(entropy);
        List<String> told = new ArrayList<>();
        told.add(String.format(
                Locale.ROOT,
                "held-out windows use %d of %d codes, perplexity of a part %.1f",
                used,
                codes,
                perplexity));
        if (codes > 1 && perplexity < FEW) {
            told.add(
                    "codebook collapse: nearly all positions have the same codes, so what is decoded takes no notice of the"
                            + " window; try more groups, another seed, or codes=0 for a continuous latent");
        }
        return told;
    }
}
