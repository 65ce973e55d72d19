package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A learned invertible matrix, the product of a unit lower and an upper triangular one whose diagonal is positive: its
 * determinant costs nothing and its inverse two substitutions (Kingma and Dhariwal 2018, eq. 10, without the permutation,
 * which is a bijection of its own here). The identity at first.
 */
public record LuLinear(int dimension) implements Bijection {
    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .add("lower", Initial.zeros(), dimension, dimension)
                .add("upper", Initial.zeros(), dimension, dimension)
                .add("log-diagonal", Initial.zeros(), dimension);
    }

    private Tensor lower(Parameters parameters) {
        Tensor raw = parameters.get("lower");
        return raw.tril(-1).add(torch.eye(dimension, raw.options()));
    }

    private static Tensor upper(Parameters parameters) {
        return parameters
                .get("upper")
                .triu(1)
                .add(parameters.get("log-diagonal").exp().diag());
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        Tensor matrix = torch.matmul(lower(parameters), upper(parameters));
        return new Mapped(torch.matmul(data, matrix.t()), ActNorm.same(parameters.get("log-diagonal"), data.size(0)));
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        Tensor middle = torch.linalg_solve_triangular(lower(parameters), latent.t(), false, true, true);
        Tensor solved = torch.linalg_solve_triangular(upper(parameters), middle, true);
        return new Mapped(
                solved.t(),
                ActNorm.same(parameters.get("log-diagonal"), latent.size(0)).neg());
    }
}
