package io.vigie.cli.report;

import io.vigie.detect.MemberScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which members of a composite detector spoke, in words. */
final class MemberVoices {
    private MemberVoices() {}

    /**
     * The members that had a score at a row, the one of the greatest weighted score first: {@code statkmeans 9.1, knn(window=50)
     * 7.9, pca 0.4}. Of members with the same id those options are named in which they differ. Empty without members.
     */
    static String at(List<MemberScores> members, int row) {
        List<String> names = names(members.stream().map(MemberScores::member).toList());
        List<Integer> order = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            if (!Double.isNaN(members.get(m).scores()[row])) {
                order.add(m);
            }
        }
        order.sort(Comparator.comparingDouble(
                m -> -members.get(m).weight() * members.get(m).scores()[row]));
        List<String> said = new ArrayList<>();
        for (int m : order) {
            said.add(String.format(
                    Locale.ROOT, "%s %.1f", names.get(m), members.get(m).scores()[row]));
        }
        return String.join(", ", said);
    }

    static List<String> names(List<String> members) {
        List<String> names = new ArrayList<>();
        for (String member : members) {
            List<String> others = members.stream()
                    .filter(other -> id(other).equals(id(member)) && !other.equals(member))
                    .toList();
            List<String> own = options(member).stream()
                    .filter(option ->
                            others.stream().anyMatch(other -> !options(other).contains(option)))
                    .toList();
            names.add(own.isEmpty() ? id(member) : id(member) + "(" + String.join(",", own) + ")");
        }
        return names;
    }

    private static String id(String member) {
        int open = member.indexOf('(');
        return open < 0 ? member : member.substring(0, open);
    }

    /** The options of a member, key=value; those of members within it stay in one piece. */
    private static List<String> options(String member) {
        List<String> options = new ArrayList<>();
        int depth = 0;
        int start = member.indexOf('(') + 1;
        for (int i = start; start > 0 && i < member.length(); i++) {
            char c = member.charAt(i);
            if (depth == 0 && (c == ',' || c == ')')) {
                options.add(member.substring(start, i));
                start = i + 1;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return options;
    }
}
