package io.vigie.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** One run of the command within the test's process. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code = Vigie.run(new PrintWriter(out), new PrintWriter(err), texts);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The repository. */
    static Path root() {
        return Path.of(System.getProperty("vigie.root", ".."));
    }

    /** The message, without the hint line that a usage error may add. */
    String firstErrorLine() {
        return err.lines().findFirst().orElse("");
    }
}
