using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>A module that carries a loss, an optimizer and metrics. A bundle saves the config under the module's path and gives it back on load.</summary>
/// <remarks>Model implements it: the config is <c>{"loss": ObjectConfig.Write(loss), "optimizer": ..., "metrics": [...]}</c>, so that unknown custom objects in it
/// are found together with the model's own.</remarks>
internal interface ICompiled
{
    /// <summary>The config of loss, optimizer and metrics; null when not compiled.</summary>
    JsonObject? CompileConfig { get; }

    /// <summary>Compiles from a config that <see cref="CompileConfig"/> gave.</summary>
    void RestoreCompile(JsonObject config, CustomObjectRegistry registry);
}
