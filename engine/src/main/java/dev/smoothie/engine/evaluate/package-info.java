/**
 * Truth, where there is some: metrics, the truth of a set, baselines that learn from labels, paired intervals, rank
 * correlations. It judges routes and estimates and makes none that anybody is routed by.
 */
package dev.smoothie.engine.evaluate;
