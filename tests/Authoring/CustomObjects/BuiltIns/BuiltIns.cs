namespace OnnxForge.Tests.Authoring;

/// <summary>Every custom object of the library, one row each: an instance, the name in files, and its config.</summary>
internal static partial class BuiltIns
{
    public static IEnumerable<(object Custom, string Type, string Config)> All =>
        [.. activations, .. initializers, .. regularizers, .. constraints, .. losses, .. metrics, .. optimizers, .. optimizerWrappers, .. schedules, .. callbacks, .. layers];
}
