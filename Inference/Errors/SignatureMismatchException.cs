namespace OnnxForge.Inference;

/// <summary>The tensors given to a model are not those of its signature; the message lists all that differs.</summary>
public sealed class SignatureMismatchException : InferenceException
{
    internal SignatureMismatchException(string where, string expected, string received, string remedy)
        : base(where, expected, received, remedy)
    {
    }
}
