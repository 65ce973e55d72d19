package io.vigie.bench.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of a list of TSB-AD files in which every family is heard, by names alone: no score, length or label has a say.
 * Each family, in order of its name, gets one file; the rest are dealt one by one to the family with the most files for
 * each it would then have (D'Hondt's method; the earlier name where two are equal). In a family of n files of which k are
 * wanted, in official order, they are those numbered floor((2i + 1) n / 2k) for i from 0 to k - 1.
 */
final class StratifiedSubset {
    private StratifiedSubset() {}

    /**
     * At most {@code size} names, at least one of each family, in the given order.
     *
     * @throws io.vigie.series.BadInputException if one is no name of TSB-AD
     */
    static List<String> of(List<String> names, int size) {
        Map<String, List<String>> families = new TreeMap<>();
        for (String name : names) {
            families.computeIfAbsent(TsbAd.family(name), family -> new ArrayList<>())
                    .add(name);
        }
        Map<String, Integer> dealt = new LinkedHashMap<>();
        families.keySet().forEach(family -> dealt.put(family, 1));
        for (int count = families.size(); count < Math.min(size, names.size()); count++) {
            String next = "";
            double most = 0;
            for (Map.Entry<String, Integer> entry : dealt.entrySet()) {
                int files = families.getOrDefault(entry.getKey(), List.of()).size();
                double average = entry.getValue() == files ? 0 : (double) files / (entry.getValue() + 1);
                if (average > most) {
                    most = average;
                    next = entry.getKey();
                }
            }
            dealt.merge(next, 1, Integer::sum);
        }
        List<String> chosen = new ArrayList<>();
        families.forEach((family, files) -> {
            int wanted = dealt.getOrDefault(family, 0);
            for (int i = 0; i < wanted; i++) {
                chosen.add(files.get((2 * i + 1) * files.size() / (2 * wanted)));
            }
        });
        return names.stream().filter(chosen::contains).toList();
    }
}
