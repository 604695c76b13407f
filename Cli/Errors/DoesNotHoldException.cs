namespace OnnxForge.Cli;

/// <summary>A check was made and does not hold; the message has the four parts.</summary>
internal sealed class DoesNotHoldException(string where, string expected, string received, string remedy)
    : Exception($"{where}: expected {expected}; received {received}. {remedy}");
