package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.detect.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Options from a YAML file: the same names as the flags, without the hyphens in front. A list repeats a flag, a map gives
 * {@code key=value} pairs. A flag on the command line wins over the file.
 */
final class ConfigFile {
    private ConfigFile() {}

    /**
     * The command line with the options of its {@code --config} file, if it names one, put in front of those given.
     *
     * @param arguments whole command line: command name first, then its arguments
     * @throws OptionException if the file cannot be read, is no map, or names an unknown option
     */
    static String[] expand(CommandLine root, String... arguments) {
        CommandLine command =
                arguments.length == 0 ? null : root.getSubcommands().get(arguments[0]);
        if (command == null || command.getCommandSpec().findOption("--config") == null) {
            return arguments;
        }
        List<String> given = List.of(arguments).subList(1, arguments.length);
        Path file = null;
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).startsWith("--config=")) {
                file = Path.of(given.get(i).substring("--config=".length()));
            } else if (given.get(i).equals("--config") && i + 1 < given.size()) {
                file = Path.of(given.get(i + 1));
            }
        }
        if (file == null) {
            return arguments;
        }
        List<String> expanded = new ArrayList<>(List.of(arguments[0]));
        read(command.getCommandSpec(), file).forEach((option, values) -> {
            boolean onCommandLine = given.stream()
                    .anyMatch(argument -> Arrays.stream(option.names())
                            .anyMatch(name -> argument.equals(name) || argument.startsWith(name + "=")));
            if (!onCommandLine) {
                values.forEach(value ->
                        expanded.add(value.isEmpty() ? option.longestName() : option.longestName() + "=" + value));
            }
        });
        expanded.addAll(given);
        return expanded.toArray(String[]::new);
    }

    private static Map<OptionSpec, List<String>> read(CommandSpec command, Path file) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new OptionException("cannot read configuration '" + file + "': " + e.getMessage());
        } catch (JacksonException e) {
            throw new OptionException("configuration '" + file + "' is not YAML: " + e.getOriginalMessage());
        }
        if (root == null || !root.isObject()) {
            throw new OptionException(
                    "configuration '" + file + "' is no map of options; write lines such as" + " 'detector: kmeans'");
        }
        Map<OptionSpec, List<String>> flags = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            String flag = (entry.getKey().length() == 1 ? "-" : "--") + entry.getKey();
            OptionSpec option = command.findOption(flag);
            if (option == null || flag.equals("--config")) {
                throw new OptionException("unknown option '" + entry.getKey() + "' in configuration '" + file + "'"
                        + Suggestions.of(
                                entry.getKey(),
                                command.options().stream()
                                        .map(known -> known.longestName().replaceFirst("^-+", ""))
                                        .toList()));
            }
            flags.put(option, values(option, entry.getValue(), file));
        }
        return flags;
    }

    private static List<String> values(OptionSpec option, JsonNode value, Path file) {
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> values.add(element.asString()));
        } else if (value.isObject()) {
            value.properties()
                    .forEach(pair ->
                            values.add(pair.getKey() + "=" + pair.getValue().asString()));
        } else if (option.arity().max() == 0) {
            if (!value.isBoolean()) {
                throw new OptionException("option '" + option.longestName().replaceFirst("^-+", "")
                        + "' in configuration '" + file + "' is '" + value.asString() + "'; use true or false");
            }
            if (value.booleanValue()) {
                values.add("");
            }
        } else {
            values.add(value.asString());
        }
        return values;
    }
}
