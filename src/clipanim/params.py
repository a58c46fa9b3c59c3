"""What a scene declares its parameters with: `from clipanim.params import SceneParams, param`."""

from clipanim.scene.params import SceneParams, param

__all__ = ["SceneParams", "param"]
