package io.vigie.cli;

/** Entry point of the command. */
public final class Vigie {
    private Vigie() {}

    public static void main(String[] arguments) {
        System.exit(2);
    }
}
