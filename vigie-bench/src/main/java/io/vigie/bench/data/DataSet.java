package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import java.util.List;

/** The series of one public data set in a data folder. Immutable. */
public interface DataSet {
    /** The series that are there, in the data set's own order. */
    List<BenchmarkCase> cases(Scope scope);

    /** Names of series that the data set has but the folder lacks, as far as the folder can tell. */
    default List<String> missing(Scope scope) {
        return List.of();
    }

    /**
     * One of its series.
     *
     * @throws BadInputException if it is not there
     */
    default BenchmarkCase caseNamed(String name) {
        return cases(Scope.ALL).stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("there is no series '" + name
                        + "' in the data folder; there are "
                        + String.join(
                                ", ",
                                cases(Scope.ALL).stream()
                                        .map(BenchmarkCase::name)
                                        .toList())));
    }
}
