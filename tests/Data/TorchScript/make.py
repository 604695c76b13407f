"""Writes the TorchScript files beside it, with PyTorch 1.13 or newer: python3 make.py"""
import torch

torch.manual_seed(0)


class Classifier(torch.nn.Module):
    """A perceptron with dropout, for torch.jit.trace and torch.jit.script."""

    def __init__(self):
        super().__init__()
        self.hidden, self.out, self.dropout = torch.nn.Linear(8, 16), torch.nn.Linear(16, 3), torch.nn.Dropout(0.1)

    def forward(self, x):
        h = self.dropout(torch.relu(self.hidden(x)))
        return torch.softmax(self.out(h + torch.sigmoid(h) * 0.5), -1)


class Branching(torch.nn.Module):
    """Two inputs, two outputs, a branch on a fixed size and a loop: control flow that the example fixes."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(5, 4)

    def forward(module, x, scale):  # TorchScript keeps whatever the first parameter is called
        z = module.linear(x) if x.shape[1] == 5 else x
        for _ in range(2):
            z = z * scale
        return z.view(z.size(0), 2, 2).transpose(1, 2), x.sum(1) > 0


class SelfAttention(torch.nn.Module):
    """Traced attention, in which sizes travel as tensors that were made outside of the operators."""

    def __init__(self):
        super().__init__()
        self.attention, self.norm = torch.nn.MultiheadAttention(8, 2, batch_first=True), torch.nn.LayerNorm(8)

    def forward(self, x):
        return self.norm(x + self.attention(x, x, x, need_weights=False)[0])


classifier = Classifier().eval()
torch.jit.trace(classifier, torch.randn(4, 8)).save("classifier-traced.pt")
torch.jit.script(classifier).save("classifier-scripted.pt")
torch.jit.script(Branching().eval()).save("branching-scripted.pt")
with torch.no_grad():  # attention's fast path, as a person exports it
    torch.jit.trace(SelfAttention().eval(), torch.randn(2, 6, 8), check_trace=False).save("attention-traced.pt")
