"""Public names of `clipanim.numerics` that have changed; the old ones work for one release."""

RENAMED = {  # old: new
    "Backward": "BackwardPass",
    "Bounce": "CycleDetection",
    "Contributions": "TemporalContributions",
    "FadingSignal": "VanishingGradient",
    "Forward": "ForwardPass",
    "Odds": "ClippingComparison",
    "Unrolled": "UnrolledNet",
    "bounce": "detect_cycle",
    "clipping_odds": "compare_clipping",
    "contributions": "temporal_contributions",
    "fading_signal": "vanishing_gradient",
    "judge": "evaluate_convention",
    "lay_flat": "unfold_to_plane",
    "loss_and_slope": "loss_and_gradient",
    "per_tensor_turn": "per_tensor_angle",
    "slope_of": "activation_derivative",
    "undoing": "find_loss_spike",
}
