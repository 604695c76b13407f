using System.Globalization;

namespace OnnxForge.Export;

/// <summary>A pass failed, or left a graph that does not hold together. The model is not usable afterwards.</summary>
internal sealed class PassException : GraphException
{
    internal PassException(string pass, int round, string expected, string received, Exception? inner = null)
        : base(
            string.Create(CultureInfo.InvariantCulture, $"Pass '{pass}', round {round}"), expected, received,
            $"Build the graph again and leave '{pass}' out of the pipeline.", inner)
    {
        Pass = pass;
        Round = round;
    }

    /// <summary>The pass's name.</summary>
    public string Pass { get; }

    /// <summary>The round, from 1.</summary>
    public int Round { get; }
}
