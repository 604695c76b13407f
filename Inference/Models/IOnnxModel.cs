namespace OnnxForge.Inference;

/// <summary>A model behind a class whose members name its inputs and outputs, as the source generator writes it for a class marked <c>[OnnxModel]</c>.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IOnnxModel<TSelf> : IDisposable
    where TSelf : class, IOnnxModel<TSelf>
{
    /// <summary>The inputs and outputs that the class was written for.</summary>
    static abstract ModelSignature ExpectedSignature { get; }

    /// <summary>The model that computes. It is disposed with the class.</summary>
    InferenceModel Model { get; }

    /// <summary>Puts the class before a loaded model and takes it over: disposing the class disposes the model.</summary>
    /// <param name="model">A model whose inputs and outputs are those of <see cref="ExpectedSignature"/>.</param>
    /// <exception cref="SignatureMismatchException">The model has other inputs or outputs; it stays the caller's then.</exception>
    static abstract TSelf Create(InferenceModel model);
}
