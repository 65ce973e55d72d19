package io.vigie.deep.forecast;

/** Shape of a predictive distribution. */
public enum ForecastDistribution {
    /** Normal: surprise grows with the square of the deviation. */
    GAUSSIAN,
    /** Student's t with learned degrees of freedom: noise with heavy tails neither distorts the fit nor alarms. */
    STUDENT_T
}
