namespace OnnxForge.Authoring;

/// <summary>A loss that is no longer a number.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step in the epoch, from 1.</param>
/// <param name="Loss">NaN or an infinity.</param>
/// <param name="Batch">The batch in progress, which on the CPU is the one whose loss it is; null where a device's losses were read after the epoch's last step.</param>
public sealed record LossFailure(int Epoch, int Step, double Loss, Batch? Batch);
